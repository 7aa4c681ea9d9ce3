using System.Globalization;

namespace BotBottle.Core.Logins;

/// <summary>The words for a login that only a person can renew.</summary>
public static class LoginEnd
{
    /// <summary>The login's file is gone.</summary>
    public const string Removed = "was removed";

    /// <summary>Why a login that was read has ended; null if it has not.</summary>
    /// <param name="login">The login.</param>
    public static string? Of(Login login) => login.RevokedAt is { } at
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"was revoked or has ended, as {LoginAgent.Named(login.Agent)?.Endpoint?.Host ?? "the vendor"} said at {at.UtcDateTime:yyyy-MM-dd HH:mm} UTC")
        : null;

    /// <summary>A sentence with the command that renews the login.</summary>
    /// <param name="use">The login.</param>
    /// <param name="what">What has happened to it.</param>
    public static string Sentence(LoginUse use, string what) => $"the {use} {what}; on the host: {Renewal(use)}";

    /// <summary>The command that renews a login.</summary>
    /// <param name="use">The login.</param>
    public static string Renewal(LoginUse use) => $"bot-bottle login {use.Agent}{(use.Name == LoginUse.DefaultName ? "" : $" --name {use.Name}")}";
}
