import { useEffect, useState } from "react";
import type { Amount, MemoryDevice } from "../../api/residency";
import { currentLocale, useStrings } from "../../state/language";
import { refreshMemoryDevices, useMemoryDevices } from "../../state/memory";
import { formatBytes } from "../../ui/format";

const refreshMilliseconds = 5_000;

/** The memory of the system and its GPUs; read only while it is open. */
export function Devices() {
  const strings = useStrings().memory.devices;
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="what-if" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{strings.title}</summary>
      {isOpen && <DeviceList />}
    </details>
  );
}

function DeviceList() {
  const strings = useStrings().memory.devices;
  const devices = useMemoryDevices();
  useEffect(() => {
    const timer = setInterval(() => void refreshMemoryDevices(), refreshMilliseconds);
    return () => clearInterval(timer);
  }, []);
  return (
    <>
      <p className="muted">{strings.what}</p>
      {devices.error && <p role="alert" className="is-problem">{devices.error}</p>}
      {!devices.value && !devices.error && <p role="status" className="muted">{strings.loading}</p>}
      <ul className="memory-devices">
        {devices.value?.map((device) => <Device key={device.id} device={device} />)}
      </ul>
    </>
  );
}

function Device({ device }: { device: MemoryDevice }) {
  const strings = useStrings().memory.devices;
  const amount = (bytes: number) => formatBytes(bytes, currentLocale());
  const shown = ({ bytes, unknown }: Amount) => (bytes === null ? strings.unknown(unknown ?? "") : amount(bytes));
  const { total_bytes: total, used, free } = device;
  return (
    <li>
      <strong>{device.id === "ram" ? strings.system : device.name}</strong>
      {device.kind === "draws_from_ram" && <span className="badge">{strings.unified}</span>}
      {total !== null && used.bytes !== null && (
        <meter aria-label={strings.usedOf(device.name)} min={0} max={total} value={used.bytes} />
      )}
      <span>
        {strings.used(shown(used))}; {strings.free(shown(free))}
        {total !== null && <>; {strings.total(amount(total))}</>}
      </span>
      <span className="muted">{strings.source(device.source, Math.round(device.age_seconds))}</span>
      {device.notes.map((note) => <span key={note} className="muted">{note}</span>)}
    </li>
  );
}
