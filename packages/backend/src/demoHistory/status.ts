import type { SeedProgress } from '@hindsight/plugin-postmortems-node';

let progress: SeedProgress = {
  state: 'waiting',
  incidents: 0,
  postmortems: 0,
  message: 'the backend is starting',
};

/** How far the demo history has come in this process. */
export function getDemoStatus(): SeedProgress {
  return progress;
}

/** Where the module tells the status route how far it is. */
export function setDemoStatus(next: SeedProgress): void {
  progress = next;
}
