import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { below } from "../state/basePath";
import { placeMenu } from "./menuPlacement";

export interface MenuItem {
  label: string;
  icon?: ReactNode;
  look?: "danger";
  /** A separator above this item. */
  startsGroup?: boolean;
  isChecked?: boolean;
  /** A file to download: the item is a link. */
  download?: { href: string; name: string };
  run?(): void;
}

interface MenuProps {
  label: string;
  trigger: ReactNode;
  triggerClass?: string;
  /** A function, for pages with many menus. */
  items: MenuItem[] | (() => MenuItem[]);
  header?: ReactNode;
  onOpen?(): void;
}

export function Menu({ label, trigger, triggerClass = "icon-button", items, header, onOpen }: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();

  const open = () => {
    onOpen?.();
    setOpen(true);
  };
  const close = (returnsFocus: boolean) => {
    setOpen(false);
    if (returnsFocus) button.current?.focus();
  };

  return (
    <>
      <button
        ref={button}
        type="button"
        className={triggerClass}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => (isOpen ? setOpen(false) : open())}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown" || isOpen) return;
          event.preventDefault();
          open();
        }}
      >
        {trigger}
      </button>
      {isOpen && (
        <MenuList
          id={id}
          label={label}
          items={typeof items === "function" ? items() : items}
          header={header}
          button={button.current}
          close={close}
        />
      )}
    </>
  );
}

interface MenuListProps {
  id: string;
  label: string;
  items: MenuItem[];
  header: ReactNode;
  button: HTMLButtonElement | null;
  close(returnsFocus: boolean): void;
}

function MenuList({ id, label, items, header, button, close }: MenuListProps) {
  const list = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    if (!list.current || !button) return;
    // In the top layer, scrolling tables can't clip it.
    list.current.showPopover();
    putAt(list.current, button);
    list.current.querySelector<HTMLElement>(".menu-item")?.focus();
  }, [button]);

  useEffect(() => {
    const leave = (event: Event) => {
      const target = event.target as Node;
      if (!list.current?.contains(target) && !button?.contains(target)) close(false);
    };
    const move = () => {
      if (list.current && button) putAt(list.current, button);
    };
    document.addEventListener("pointerdown", leave);
    document.addEventListener("focusin", leave);
    window.addEventListener("resize", move);
    window.addEventListener("scroll", move);
    return () => {
      document.removeEventListener("pointerdown", leave);
      document.removeEventListener("focusin", leave);
      window.removeEventListener("resize", move);
      window.removeEventListener("scroll", move);
    };
  }, [button, close]);

  return (
    <div
      ref={list}
      id={id}
      popover="manual"
      role="menu"
      aria-label={label}
      className="menu"
      onKeyDown={(event) => pressed(event, close)}
    >
      {header}
      {items.map((item) => <Item key={item.label} item={item} close={close} />)}
    </div>
  );
}

function Item({ item, close }: { item: MenuItem; close(returnsFocus: boolean): void }) {
  const shared = { tabIndex: -1, className: `menu-item ${item.look ?? ""} ${item.startsGroup ? "starts-group" : ""}` };
  const inside = <><span className="menu-icon">{item.icon}</span>{item.label}</>;
  if (item.download) {
    const { href, name } = item.download;
    return <a {...shared} role="menuitem" href={below(href)} download={name} onClick={() => close(true)}>{inside}</a>;
  }
  return (
    <button
      {...shared}
      type="button"
      role={item.isChecked === undefined ? "menuitem" : "menuitemradio"}
      aria-checked={item.isChecked}
      onClick={() => {
        close(true);
        item.run?.();
      }}
    >
      {inside}
    </button>
  );
}

function putAt(list: HTMLElement, button: HTMLElement) {
  const size = list.getBoundingClientRect();
  const place = placeMenu(button.getBoundingClientRect(), size, { width: innerWidth, height: innerHeight });
  list.style.top = `${place.top}px`;
  list.style.left = `${place.left}px`;
}

function pressed(event: KeyboardEvent<HTMLDivElement>, close: (returnsFocus: boolean) => void) {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>(".menu-item")];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const focus = (index: number) => items[(index + items.length) % items.length]?.focus();
  const startingWith = (letter: string) =>
    [...items.slice(at + 1), ...items].find((item) => item.textContent?.trim().toLowerCase().startsWith(letter));
  if (event.key === "ArrowDown") focus(at + 1);
  else if (event.key === "ArrowUp") focus(at - 1);
  else if (event.key === "Home") focus(0);
  else if (event.key === "End") focus(-1);
  else if (event.key === "Escape" || event.key === "Tab") close(true);
  else if (/^\p{L}$/u.test(event.key) && !event.ctrlKey && !event.metaKey) startingWith(event.key.toLowerCase())?.focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
}
