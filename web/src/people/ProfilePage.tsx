/* ProfilePage.tsx - who a person is, and whom to call. */
import { useState } from 'preact/hooks';
import { changeProfile, getProfile } from '../api_people';
import { birthOf } from '../birth';
import { Choice } from '../components/Choice';
import { useText } from '../i18n_people';
import type { Profile } from '../people_types';
import { useLoad } from '../store';
import { BirthField, birthText, Field, Head, Loaded, Notice, Trouble, useAct } from './parts';

export function ProfilePage({ person }: { person: string }) {
  const t = useText();
  const [load, retry] = useLoad(`profile ${person}`, () => getProfile(person));
  return (
    <>
      <Head title={t.my_profile} back="#/me" word={t.my_back} />
      <Loaded load={load} retry={retry}>{(profile) => <Form person={person} profile={profile} />}</Loaded>
    </>
  );
}

function Form({ person, profile }: { person: string; profile: Profile }) {
  const t = useText();
  const [name, setName] = useState(profile.name);
  const [birth, setBirth] = useState(birthText(profile.birth));
  const [sex, setSex] = useState<'female' | 'male' | undefined>(profile.sex === 'female' || profile.sex === 'male' ? profile.sex : undefined);
  const [phone, setPhone] = useState(profile.phone);
  const [contact, setContact] = useState(profile.emergency ?? { name: '', phone: '', relation: '' });
  const [wrong, setWrong] = useState<'name' | 'birth' | ''>('');
  const [saved, setSaved] = useState(false);
  const act = useAct();
  const touch = <A extends unknown[]>(set: (...v: A) => void) => (...v: A): void => { setSaved(false); set(...v); };

  const send = async (): Promise<void> => {
    const born = birthOf(birth, new Date());
    const fault = name.trim() === '' ? 'name' : born === '' ? 'birth' : '';
    setWrong(fault);
    setSaved(false);
    if (fault !== '') { document.querySelector<HTMLElement>(fault === 'name' ? '#profile-name' : '.birth-year')?.focus(); return; }
    const change = { name: name.trim(), birth: born, sex: sex ?? '', phone: phone.trim(), emergency: contact };
    if (await act.run(() => changeProfile(person, change)) !== undefined) setSaved(true);
  };

  return (
    <form class="p-form" onSubmit={(event) => { event.preventDefault(); void send(); }} noValidate>
      <Field id="profile-name" word={t.my_name} value={name} onInput={touch(setName)} complete="name" wrong={wrong === 'name' ? t.signup_missing_name : ''} />
      <BirthField word={t.my_birth} value={birth} onChange={touch(setBirth)} wrong={wrong === 'birth' ? t.signup_missing_birth : ''} />
      <Choice word={t.my_sex} options={[['female', t.female], ['male', t.male]]} value={sex} onChange={(v) => { setSaved(false); setSex(v); }} />
      <Field id="profile-phone" word={t.my_phone} hint={t.signup_phone_why} type="tel" mode="tel" complete="tel" value={phone} onInput={touch(setPhone)} />
      <fieldset class="p-box">
        <legend>{t.my_emergency}</legend>
        <p class="quiet">{t.my_emergency_why}</p>
        <Field id="contact-name" word={t.my_emergency_name} value={contact.name} onInput={touch((v: string) => setContact({ ...contact, name: v }))} />
        <Field id="contact-phone" word={t.my_emergency_phone} type="tel" mode="tel" value={contact.phone} onInput={touch((v: string) => setContact({ ...contact, phone: v }))} />
        <Field id="contact-relation" word={t.my_emergency_relation} value={contact.relation} onInput={touch((v: string) => setContact({ ...contact, relation: v }))} />
      </fieldset>
      <Trouble error={act.error} />
      <Notice text={saved ? t.saved : ''} />
      <p class="buttons"><button type="submit" class="primary" disabled={act.busy}>{t.save}</button></p>
    </form>
  );
}
