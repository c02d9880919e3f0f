import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { signOut } from '../lib/client.js';
import { sentenceOf } from '../lib/failure.js';
import { IconButton } from '../ui/button.js';
import { showToast } from '../ui/toast.js';

export function SignOut() {
  const { t } = useTranslation();
  const leave = useMutation({
    mutationFn: signOut,
    onError: (error) => showToast({ text: sentenceOf(error, t), isFailure: true }),
  });
  return (
    <IconButton
      kind="bare"
      isSmall
      icon="sign-out"
      label={t('nav.signOut')}
      isBusy={leave.isPending}
      onClick={() => leave.mutate()}
    />
  );
}
