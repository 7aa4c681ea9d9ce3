using BotBottle.Controller.Shared;
using BotBottle.Core.Logins;

namespace BotBottle.Controller.Definitions;

/// <summary>Messages about the logins that a host keeps.</summary>
internal static class KeptLogins
{
    /// <summary>The error for a login that there is not; it names those that there are.</summary>
    /// <param name="host">The command's surroundings.</param>
    /// <param name="exit">The exit code.</param>
    /// <param name="missing">The login that was named, in words.</param>
    /// <param name="advice">What the operator can do; null for nothing.</param>
    /// <param name="cause">The cause; null for none.</param>
    public static CommandFailure Missing(CommandHost host, int exit, string missing, string? advice = null, Exception? cause = null)
    {
        string[] kept = [.. LoginStore.List(host.Home.Logins).Select(use => $"{use.Agent}:{use.Name}")];
        string there = kept.Length == 0 ? "no login is kept" : $"kept {(kept.Length == 1 ? "is" : "are")} {string.Join(", ", kept)}";
        return new CommandFailure(exit, $"there is no {missing}; {there}", advice, cause);
    }
}
