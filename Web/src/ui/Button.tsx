import type { ButtonHTMLAttributes, ReactNode } from "react";

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: "plain" | "primary" | "danger" | "quiet";
  size?: "small" | "normal";
  children: ReactNode;
}

export function Button({ look = "plain", size = "normal", className = "", type = "button", ...rest }: ButtonProps) {
  return <button type={type} className={`button button-${look} button-${size} ${className}`} {...rest} />;
}

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  label: string;
  children: ReactNode;
}

export function IconButton({ label, className = "", ...rest }: IconButtonProps) {
  return <button type="button" className={`icon-button ${className}`} aria-label={label} title={label} {...rest} />;
}
