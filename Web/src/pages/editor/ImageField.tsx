import { useRef, useState } from "react";
import { Button } from "../../ui/Button";
import { Portrait } from "../../ui/Portrait";
import { CropDialog } from "./CropDialog";
import { readImage } from "./readImage";
import { useEditorStrings } from "./editorStrings";

interface ImageFieldProps {
  id: string;
  name: string;
  /** A data URL, an address, or empty. */
  image: string;
  error: string | undefined;
  onChange(image: string): void;
}

/** The model's image: chosen or dropped, cropped to a square, removed. */
export function ImageField({ id, name, image, error, onChange }: ImageFieldProps) {
  const strings = useEditorStrings().image;
  const input = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState<HTMLImageElement>();
  const [problem, setProblem] = useState("");
  const take = async (file: File | undefined) => {
    if (!file) return;
    setProblem("");
    try {
      setChosen(await readImage(file));
    } catch {
      setProblem(strings.notReadable(file.name));
    }
  };
  const shown = image.startsWith("data:") ? image : undefined;
  const trouble = problem || error;
  return (
    <div
      className="image-field"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        event.stopPropagation();
        void take(event.dataTransfer.files[0]);
      }}
    >
      <Portrait id={id || name} name={name || "?"} image={shown} />
      <div className="image-acts">
        <input
          ref={input}
          type="file"
          className="visually-hidden"
          tabIndex={-1}
          aria-label={strings.file}
          accept="image/png,image/jpeg,image/gif,image/webp"
          onChange={(event) => {
            void take(event.target.files?.[0]);
            event.target.value = "";
          }}
        />
        <Button size="small" onClick={() => input.current?.click()}>{image === "" ? strings.choose : strings.change}</Button>
        {image !== "" && <Button size="small" look="quiet" onClick={() => onChange("")}>{strings.remove}</Button>}
        {trouble && <p role="alert" className="field-error">{trouble}</p>}
      </div>
      {chosen && (
        <CropDialog
          source={chosen}
          onClose={() => setChosen(undefined)}
          onDone={(cut) => {
            setChosen(undefined);
            onChange(cut);
          }}
        />
      )}
    </div>
  );
}
