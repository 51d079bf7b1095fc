/* shared.ts - what the page has in common with the tools, the pages about people or the record: one file (shared.js), because all of them
 * name all of it. What people and the record share without the page is forms.js; anything else would be one more file: the build says so. */
import './components/Dialog';
import './keys';
import './pages/CarePage';
import './pages/CasesPage';
import './thread';
import './wide';
