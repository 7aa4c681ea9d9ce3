using BotBottle.Controller.Shared;
using BotBottle.Core.Logins;
using BotBottle.Core.Policy;
using BotBottle.Core.Providers;
using BotBottle.Core.Refusals;

namespace BotBottle.Controller.Launching;

/// <summary>Completes what the controller explains. The controller reads no login, so it does not know that one has ended.</summary>
internal static class ExplainedLogin
{
    private const int Unauthorized = 401;
    private const int BadRequest = 400;
    private const string Prefix = "login ";

    /// <summary>The explanation; a refusal if the request would carry a login that has ended, as the proxy would refuse it.</summary>
    /// <param name="told">What the controller explained.</param>
    /// <param name="host">The command's surroundings.</param>
    public static Explanation Complete(Explanation told, CommandHost host)
    {
        if (told.Verdict != ExplainVerdict.Allowed || UseOf(told.Credential) is not { } use || EndOf(use, host) is not { } end)
        {
            return told;
        }

        // As the proxy refuses it: besides model calls a 401 makes agents ask for new tokens once.
        int? status = told.Call == "free" ? Unauthorized : told.Provider == Provider.Claude.Name ? BadRequest : null;
        Refusal refusal = new RunRefusals(told.Name, host.Time).Of(RefusalCode.CredentialMissing, null, LoginEnd.Sentence(use, end), status: status);
        return told with
        {
            Verdict = ExplainVerdict.Refused, Code = refusal.Code, Status = refusal.Status, Message = refusal.Message, Call = null, Credential = null,
            Allow = [$"log in again: {LoginEnd.Renewal(use)}"], Notes = [],
        };
    }

    private static LoginUse? UseOf(string? credential) =>
        credential is not null && credential.StartsWith(Prefix, StringComparison.Ordinal) && credential[Prefix.Length..].Split(':') is [var agent, var name]
            ? new LoginUse(agent, name) : null;

    private static string? EndOf(LoginUse use, CommandHost host)
    {
        try
        {
            return LoginEnd.Of(LoginStore.Read(LoginStore.PathOf(host.Home.Logins, use)));
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return LoginEnd.Removed;
        }
        catch (IOException wrong)
        {
            return $"cannot be used: {wrong.Message}";
        }
    }
}
