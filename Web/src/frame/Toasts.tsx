import { dismissToast, useToasts } from "../state/toasts";
import { Toast } from "../ui/Toast";

export function Toasts() {
  const toasts = useToasts();
  return (
    <div className="toasts">
      {toasts.map((toast) => (
        <Toast key={toast.id} kind={toast.kind} action={toast.action} onDismiss={() => dismissToast(toast.id)}>
          {toast.text}
        </Toast>
      ))}
    </div>
  );
}
