import { ActionIcon, Button, Kbd, Menu, Text, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { Link, Outlet, useNavigate } from "@tanstack/react-router";
import { Inbox, ListChecks, Search, Settings, ShieldCheck, Users } from "lucide-react";
import { useMemo, type ReactNode } from "react";
import { useWords } from "../words/words";
import { useCommands, type Command } from "./commands";
import { ConnectionNote } from "./ConnectionNote";
import { InboxCount } from "./InboxCount";
import { openPalette, Palette } from "./Palette";
import { may, useSession } from "./session";
import classes from "./Shell.module.css";

/** The frame of all pages that need somebody signed in. */
export function Shell() {
  const { t } = useWords();
  const { practiceName, role } = useSession();
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#content">
        {t("clinic.skip")}
      </a>
      <header className={classes.header}>
        <Link to="/patients" className={classes.brand}>
          <img src="/icon.svg" alt="" width="28" height="28" />
          <span>{practiceName}</span>
        </Link>
        <Button className={classes.find} variant="default" leftSection={<Search size={16} aria-hidden />} rightSection={<Kbd size="xs" className="for-keys">Ctrl K</Kbd>} onClick={openPalette}>
          {t("clinic.palette.open")}
        </Button>
        <nav className={classes.tools} aria-label={t("clinic.nav.tools")}>
          <SettingsMenu />
          <AccountMenu />
        </nav>
      </header>
      <nav className={classes.nav} aria-label={t("clinic.nav.pages")}>
        <NavLink to="/patients" icon={<Users size={18} aria-hidden />}>
          {t("clinic.nav.patients")}
        </NavLink>
        {may.treat(role) && (
          <>
            <NavLink to="/inbox" icon={<Inbox size={18} aria-hidden />}>
              {t("clinic.nav.inbox")} <InboxCount />
            </NavLink>
            <NavLink to="/worklist" icon={<ListChecks size={18} aria-hidden />}>
              {t("clinic.nav.worklist")}
            </NavLink>
            <NavLink to="/audit" icon={<ShieldCheck size={18} aria-hidden />}>
              {t("clinic.nav.audit")}
            </NavLink>
          </>
        )}
      </nav>
      <main className={classes.main} id="content" tabIndex={-1}>
        <ConnectionNote />
        <Outlet />
      </main>
      <Palette />
    </div>
  );
}

function NavLink({ to, icon, children }: { to: "/patients" | "/inbox" | "/worklist" | "/audit"; icon: ReactNode; children: ReactNode }) {
  return (
    <Link to={to} className={classes.link} activeProps={{ "aria-current": "page" }}>
      {icon}
      <span>{children}</span>
    </Link>
  );
}

const settingsPages = ["sharing", "practice", "staff", "messages", "account"] as const;

/** The settings icon: what everybody on the staff may see, and the owner change. */
function SettingsMenu() {
  const { t } = useWords();
  const navigate = useNavigate();
  const commands = useMemo<readonly Command[]>(
    () => settingsPages.map((page) => ({ id: `settings-${page}`, distance: 3, group: t("clinic.nav.settings"), label: t(`clinic.nav.settings.${page}`), run: () => void navigate({ to: `/settings/${page}` }) })),
    [t, navigate],
  );
  useCommands(commands);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" size="lg" aria-label={t("clinic.nav.settings")}>
          <Settings size={20} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {settingsPages.map((page) => (
          <Menu.Item key={page} component={Link} to={`/settings/${page}`}>
            {t(`clinic.nav.settings.${page}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function AccountMenu() {
  const { t, language, speak } = useWords();
  const { name, role } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true }); // to stop them it would write a style element
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <UnstyledButton className={classes.account} aria-label={t("clinic.nav.account", { name })}>
          <span aria-hidden>{name.replace(/^Dr\.?\s+/, "").charAt(0)}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={600}>
            {name}
          </Text>
          <Text size="xs">{t(`clinic.role.${role}`)}</Text>
        </Menu.Label>
        <Menu.Item component={Link} to="/settings/account">
          {t("clinic.nav.settings.account")}
        </Menu.Item>
        <Menu.Item lang={language === "en" ? "hi" : "en"} onClick={() => speak(language === "en" ? "hi" : "en")}>
          {language === "en" ? "हिन्दी में देखें" : "Show in English"}
        </Menu.Item>
        <Menu.Item onClick={() => setColorScheme(colorScheme === "dark" ? "light" : "dark")}>{t(colorScheme === "dark" ? "clinic.nav.light" : "clinic.nav.dark")}</Menu.Item>
        <Menu.Divider />
        <Menu.Item component={Link} to="/sign-out">
          {t("clinic.nav.signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
