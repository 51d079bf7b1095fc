/* people.tsx - who one is and what one may, in a file of its own: whoever only asks a question does not wait for it. */
import './shared';
import { FindPage } from './people/FindPage';
import { ForWhom } from './people/ForWhom';
import { LoginPage, OutsidePage } from './people/LoginPage';
import { MatrixPage } from './people/MatrixPage';
import { MePage } from './people/MePage';
import { PasswordPage } from './people/PasswordPage';
import { PersonPage } from './people/PersonPage';
import { RegisterPage } from './people/RegisterPage';
import { StaffPage } from './people/StaffPage';
import { StepDialog } from './people/StepDialog';
import type { PeopleRoute } from './router';

export { ForWhom, StepDialog };

export function People({ route }: { route: PeopleRoute }) {
  switch (route.page) {
    case 'login': return <LoginPage />;
    case 'register': return <RegisterPage />;
    case 'password': return <PasswordPage />;
    case 'outside': return <OutsidePage />;
    case 'find': return <FindPage />;
    case 'matrix': return <MatrixPage />;
    case 'me': return <MePage part={route.part} />;
    case 'staff': return <StaffPage part={route.part} />;
    case 'person': return <PersonPage person={route.id} />;
  }
}
