import { useEffect, useRef, useState } from "react";
import { useStrings } from "../../state/language";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { dragged, mostZoom, squareOf, wholeCrop, zoomed, type Crop } from "./crop";
import { dataUrlOf, imageSide } from "./readImage";
import { useEditorStrings } from "./editorStrings";

interface CropDialogProps {
  source: HTMLImageElement;
  onClose(): void;
  onDone(dataUrl: string): void;
}

/** By pointer and wheel on the image, and by sliders for keyboards and screen readers. */
export function CropDialog({ source, onClose, onDone }: CropDialogProps) {
  const editor = useEditorStrings();
  const { ui } = useStrings();
  const strings = editor.image;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [crop, setCrop] = useState(wholeCrop);
  const { naturalWidth: width, naturalHeight: height } = source;

  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context) return;
    const { left, top, side } = squareOf(crop, width, height);
    context.imageSmoothingQuality = "high";
    context.clearRect(0, 0, imageSide, imageSide);
    context.drawImage(source, left, top, side, side, 0, 0, imageSide, imageSide);
  }, [source, crop, width, height]);

  // React's wheel listeners are passive: they could not stop the page behind from scrolling.
  useEffect(() => {
    const target = canvas.current;
    const turn = (event: WheelEvent) => {
      event.preventDefault();
      setCrop((before) => zoomed(before, before.zoom * Math.exp(-event.deltaY / 500)));
    };
    target?.addEventListener("wheel", turn, { passive: false });
    return () => target?.removeEventListener("wheel", turn);
  }, []);

  const slider = (label: string, value: number, from: number, to: number, change: (value: number) => Crop) => (
    <label className="crop-slider">
      <span>{label}</span>
      <input
        type="range"
        min={from}
        max={to}
        step={(to - from) / 50}
        value={value}
        onChange={(event) => setCrop(change(Number(event.target.value)))}
      />
    </label>
  );

  return (
    <Dialog
      isFirm
      title={strings.cropTitle}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{ui.cancel}</Button>
          <Button look="primary" onClick={() => canvas.current && onDone(dataUrlOf(canvas.current))}>{strings.use}</Button>
        </>
      }
    >
      <canvas
        ref={canvas}
        className="crop"
        width={imageSide}
        height={imageSide}
        role="img"
        aria-label={strings.preview}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={(event) => {
          if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
          const size = event.currentTarget.clientWidth;
          setCrop(dragged(crop, event.movementX, event.movementY, size, width, height));
        }}
      />
      {slider(strings.zoom, crop.zoom, 1, mostZoom, (zoom) => zoomed(crop, zoom))}
      {slider(strings.across, crop.x, 0, 1, (x) => ({ ...crop, x }))}
      {slider(strings.down, crop.y, 0, 1, (y) => ({ ...crop, y }))}
    </Dialog>
  );
}
