/* shared.ts - what the page has in common with the tools or with the pages about people: one file (shared.js), because all three name
 * all of it. Something that the tools and people share without the page would need a second; the build says so. */
import './components/Dialog';
import './keys';
import './pages/CasesPage';
import './thread';
