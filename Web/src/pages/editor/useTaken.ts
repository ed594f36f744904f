import { useEffect, useState } from "react";
import { fetchModel } from "../../api/models";

/** Typing pauses for so long before the server is asked, in milliseconds. */
const pause = 300;

/** Whether a model of that id is there, as far as the person may see; the server has the last word when it is saved. */
export function useTaken(id: string): boolean {
  const [taken, setTaken] = useState("");
  useEffect(() => {
    if (id === "") return;
    let isCurrent = true;
    const timer = setTimeout(() => {
      fetchModel(id).then(
        () => isCurrent && setTaken(id),
        () => undefined,
      );
    }, pause);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [id]);
  return id !== "" && taken === id;
}
