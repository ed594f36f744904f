import { useRef } from "react";
import { exportAddress } from "../../api/models";
import { useStrings } from "../../state/language";
import { useRights } from "../../state/rights";
import { download } from "../../ui/files";
import { Icon } from "../../ui/Icon";
import { Menu, type MenuItem } from "../../ui/Menu";

/** Import and export. */
export function ListMenu({ onFile }: { onFile(file: File): void }) {
  const strings = useStrings().models;
  const { importsModels, exportsModels } = useRights();
  const input = useRef<HTMLInputElement>(null);
  const items: (MenuItem | false)[] = [
    importsModels && { label: strings.importModels, icon: <Icon name="load" />, run: () => input.current?.click() },
    exportsModels && {
      label: strings.exportAll, icon: <Icon name="unload" />, run: () => download(exportAddress(), "models.json"),
    },
  ];
  const offered = items.filter((item): item is MenuItem => item !== false);
  if (offered.length === 0) return null;
  return (
    <>
      <Menu label={strings.moreForAll} trigger={<Icon name="more" />} items={offered} />
      <input
        ref={input}
        type="file"
        accept="application/json,.json"
        hidden
        aria-label={strings.importing.title}
        onChange={(event) => {
          const file = event.target.files?.[0];
          // Allows choosing the same file again.
          event.target.value = "";
          if (file) onFile(file);
        }}
      />
    </>
  );
}
