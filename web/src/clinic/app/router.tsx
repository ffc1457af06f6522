import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from "@tanstack/react-router";
import { NotFound, Broken } from "./NotFound";
import { ofTheChart } from "./of-the-chart";
import { Pending } from "./Pending";
import { queries } from "./queries";
import { sessionQuery } from "./session";

const root = createRootRouteWithContext<{ queries: QueryClient }>()({ component: Outlet, notFoundComponent: NotFound });

/** Where to go on after signing in: a path of ours, never another site's. */
const ownPath = (next: unknown) => (typeof next === "string" && /^\/(?![/\\])/.test(next) ? { next } : {});

// Without a session.
const signIn = createRoute({ getParentRoute: () => root, path: "/sign-in", validateSearch: ({ next }): { next?: string } => ownPath(next), component: lazyRouteComponent(() => import("../start/SignInPage"), "SignInPage") });
const password = createRoute({ getParentRoute: () => root, path: "/password", component: lazyRouteComponent(() => import("../start/PasswordPage"), "PasswordPage") });
const register = createRoute({ getParentRoute: () => root, path: "/register", component: lazyRouteComponent(() => import("../start/RegisterPage"), "RegisterPage") });

// With one. Who has none is led to the form, and comes back here after it.
const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  component: lazyRouteComponent(() => import("./Inside"), "Inside"),
  pendingComponent: Pending,
  beforeLoad: async ({ context, location: { pathname } }) => {
    if (await context.queries.ensureQueryData(sessionQuery)) return;
    throw redirect({ to: "/sign-in", search: pathname === "/" || pathname === "/patients" || pathname === "/sign-out" ? {} : { next: pathname } });
  },
});
const at = () => inside;
const home = createRoute({ getParentRoute: at, path: "/", beforeLoad: () => { throw redirect({ to: "/patients" }); } });
const patients = createRoute({ getParentRoute: at, path: "/patients", component: lazyRouteComponent(() => import("../patients/PatientsPage"), "PatientsPage") });
const newPatient = createRoute({ getParentRoute: at, path: "/patients/new", component: lazyRouteComponent(() => import("../patients/NewPatientPage"), "NewPatientPage") });
const patient = createRoute({ getParentRoute: at, path: "/patients/$patientId", component: lazyRouteComponent(() => import("../patients/PatientPage"), "PatientPage") });
const chart = createRoute({ getParentRoute: at, path: "/patients/$patientId/chart", component: ofTheChart(lazyRouteComponent(() => import("../chart/ChartPage"), "ChartPage")) });
const trends = createRoute({ getParentRoute: at, path: "/patients/$patientId/trends", component: ofTheChart(lazyRouteComponent(() => import("../chart/TrendsPage"), "TrendsPage")) });
const newRecord = createRoute({ getParentRoute: at, path: "/patients/$patientId/new/$type", component: ofTheChart(lazyRouteComponent(() => import("../records/NewRecordPage"), "NewRecordPage")) });
const record = createRoute({ getParentRoute: at, path: "/patients/$patientId/records/$recordId", component: ofTheChart(lazyRouteComponent(() => import("../chart/RecordPage"), "RecordPage")) });
const editRecord = createRoute({ getParentRoute: at, path: "/patients/$patientId/records/$recordId/edit", component: ofTheChart(lazyRouteComponent(() => import("../records/EditRecordPage"), "EditRecordPage")) });
const preview = createRoute({ getParentRoute: at, path: "/patients/$patientId/records/$recordId/preview", component: ofTheChart(lazyRouteComponent(() => import("../chart/PreviewPage"), "PreviewPage")) });
const patientHistory = createRoute({ getParentRoute: at, path: "/patients/$patientId/history", component: lazyRouteComponent(() => import("../patients/HistoryPage"), "HistoryPage") });
const threads = createRoute({ getParentRoute: at, path: "/patients/$patientId/messages", component: lazyRouteComponent(() => import("../inbox/ThreadsPage"), "ThreadsPage") });
const thread = createRoute({ getParentRoute: at, path: "/patients/$patientId/messages/$threadId", component: lazyRouteComponent(() => import("../inbox/ThreadPage"), "ThreadPage") });
const visits = createRoute({ getParentRoute: at, path: "/patients/$patientId/visits", component: lazyRouteComponent(() => import("../visits/VisitsPage"), "VisitsPage") });
const inbox = createRoute({ getParentRoute: at, path: "/inbox", component: lazyRouteComponent(() => import("../inbox/InboxPage"), "InboxPage") });
const worklist = createRoute({ getParentRoute: at, path: "/worklist", component: lazyRouteComponent(() => import("../worklist/WorklistPage"), "WorklistPage") });
const audit = createRoute({ getParentRoute: at, path: "/audit", component: lazyRouteComponent(() => import("../audit/AuditPage"), "AuditPage") });
const settings = createRoute({ getParentRoute: at, path: "/settings", beforeLoad: () => { throw redirect({ to: "/settings/sharing" }); } });
const sharing = createRoute({ getParentRoute: at, path: "/settings/sharing", component: lazyRouteComponent(() => import("../sharing/ShareSettingsPage"), "ShareSettingsPage") });
const practice = createRoute({ getParentRoute: at, path: "/settings/practice", component: lazyRouteComponent(() => import("../settings/PracticePage"), "PracticePage") });
const staff = createRoute({ getParentRoute: at, path: "/settings/staff", component: lazyRouteComponent(() => import("../settings/StaffPage"), "StaffPage") });
const messaging = createRoute({ getParentRoute: at, path: "/settings/messages", component: lazyRouteComponent(() => import("../settings/MessagingPage"), "MessagingPage") });
const account = createRoute({ getParentRoute: at, path: "/settings/account", component: lazyRouteComponent(() => import("../settings/AccountPage"), "AccountPage") });

const signOut = createRoute({ getParentRoute: at, path: "/sign-out", component: lazyRouteComponent(() => import("./SignOutPage"), "SignOutPage") });

const routeTree = root.addChildren([
  signIn, password, register,
  inside.addChildren([home, patients, newPatient, patient, chart, trends, newRecord, record, editRecord, preview, patientHistory, threads, thread, visits, inbox, worklist, audit, settings, sharing, practice, staff, messaging, account, signOut]),
]);

/**
 * Every page of the clinic's client and its address. Addresses hold ids alone, never anything of a person.
 * The same page of another patient is another page: nothing that was opened or typed on one is there on the other.
 */
export const router = createRouter({ routeTree, basepath: "/clinic", context: { queries }, defaultErrorComponent: Broken, defaultPreload: "intent", defaultRemountDeps: ({ params }) => params, scrollRestoration: true });

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
