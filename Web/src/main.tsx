import { createRoot } from "react-dom/client";
import { App } from "./frame/App";
import { forgetWhatOthersSaw } from "./state/forgetting";
import { startLanguage } from "./state/language";
import { startLocation } from "./state/location";
import { followSession } from "./state/residency";
import { startSession } from "./state/session";
import { startTheme } from "./state/theme";
import "./styles/tokens.css";
import "./styles/base.css";
import "./ui/controls.css";
import "./ui/layers.css";
import "./ui/table.css";
import "./ui/rows.css";
import "./frame/frame.css";
import "./pages/models/models.css";
import "./pages/model/model.css";
import "./pages/editor/editor.css";
import "./pages/history/history.css";
import "./pages/memory/memory.css";
import "./pages/audit/audit.css";
import "./pages/bin/bin.css";
import "./pages/settings/settings.css";
import "./pages/people/people.css";
import "./pages/try/try.css";
import "./pages/access/access.css";
import "./pages/sign-in/sign-in.css";

startTheme();
startLocation();
forgetWhatOthersSaw();
followSession();
void startSession();

const root = document.getElementById("root");
// In English when the other language cannot be loaded.
if (root) void startLanguage().catch(() => {}).then(() => createRoot(root).render(<App />));
