import { useEffect, useState } from "react";
import { fetchModel } from "../../api/models";

/** Pause in typing before the server is asked, in milliseconds. */
const pause = 300;

/** Whether a model with this ID exists, as far as the user may see; the server decides on saving. */
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
