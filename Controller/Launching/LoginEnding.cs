using BotBottle.Controller.Definitions;
using BotBottle.Controller.Shared;
using BotBottle.Core.Logins;

namespace BotBottle.Controller.Launching;

/// <summary>The message of <c>run</c> at its end about a login that the vendor ended: not each agent shows the reason of a refusal.</summary>
internal static class LoginEnding
{
    /// <summary>Writes a message for each login of a run that was revoked, or was removed.</summary>
    /// <param name="host">The command's surroundings.</param>
    /// <param name="logins">The run's logins.</param>
    public static void Tell(CommandHost host, IReadOnlyList<HostLogin> logins)
    {
        foreach (HostLogin kept in logins)
        {
            try
            {
                if (LoginStore.Read(kept.Path).RevokedAt is not null)
                {
                    Refused("was revoked or has ended");
                }
            }
            catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
            {
                Refused(LoginEnd.Removed);
            }
            catch (IOException gone)
            {
                host.Complain($"the {kept.Login.Use} cannot be used any more: {gone.Message}");
            }

            void Refused(string why) =>
                host.Complain($"the {kept.Login.Use} {why}, so requests with it were refused. Log in again: {LoginEnd.Renewal(kept.Login.Use)}");
        }
    }
}
