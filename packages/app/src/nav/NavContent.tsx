import {
  Sidebar,
  SidebarDivider,
  SidebarGroup,
  SidebarItem,
  SidebarScrollWrapper,
  SidebarSpace,
} from '@backstage/core-components';
import { identityApiRef, useApi } from '@backstage/frontend-plugin-api';
import type {
  NavContentComponentProps,
  NavContentNavItem,
} from '@backstage/plugin-app-react';
import ExitToAppIcon from '@material-ui/icons/ExitToApp';
import MenuIcon from '@material-ui/icons/Menu';
import SettingsIcon from '@material-ui/icons/Settings';
import { SidebarLogo } from './SidebarLogo';

/** The sidebar: what Hindsight is about first, then whatever else is installed. */
export function NavContent({ navItems }: NavContentComponentProps) {
  const identityApi = useApi(identityApiRef);
  const nav = navItems.withComponent(NavItem);
  // The graph is opened from an entity
  nav.take('page:catalog-graph');

  return (
    <Sidebar>
      <SidebarLogo />
      <SidebarDivider />
      <SidebarGroup label="Menu" icon={<MenuIcon />}>
        {nav.take('page:catalog')}
        {nav.take('page:postmortems')}
        <SidebarScrollWrapper>
          {nav.rest({ sortBy: 'title' })}
        </SidebarScrollWrapper>
      </SidebarGroup>
      <SidebarSpace />
      <SidebarDivider />
      <SidebarGroup label="Settings" icon={<SettingsIcon />} to="/settings">
        {nav.take('page:user-settings')}
        <SidebarItem
          icon={ExitToAppIcon}
          text="Sign out"
          onClick={() => identityApi.signOut()}
        />
      </SidebarGroup>
    </Sidebar>
  );
}

function NavItem({ icon, href, title }: NavContentNavItem) {
  return <SidebarItem icon={() => icon} to={href} text={title} />;
}
