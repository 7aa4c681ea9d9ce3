using System.Globalization;

namespace BotBottle.Controller.Bottles;

/// <summary>
/// Settings of git that a bottle needs whatever a repository's own config says: given through the environment, they win over it (git-config(1), GIT_CONFIG_COUNT). There is no signing
/// key in a bottle, so that a repository which asks for signatures would refuse every commit.
/// </summary>
internal static class GitVariables
{
    private static readonly string[] NoSignatures = ["commit.gpgSign", "tag.gpgSign", "tag.forceSignAnnotated", "push.gpgSign"];

    /// <summary>Where the config is read-only, a new branch that would record its upstream prints an error for each.</summary>
    private const string NoUpstreams = "branch.autoSetupMerge";

    /// <summary>Adds them, unless the operator gave some of their own.</summary>
    /// <param name="environment">The agent's environment.</param>
    /// <param name="guarded">Whether the config of a shared repository is read-only.</param>
    public static void AddTo(IDictionary<string, string> environment, bool guarded)
    {
        if (environment.ContainsKey("GIT_CONFIG_COUNT"))
        {
            return;
        }

        string[] off = guarded ? [.. NoSignatures, NoUpstreams] : NoSignatures;
        environment["GIT_CONFIG_COUNT"] = off.Length.ToString(CultureInfo.InvariantCulture);
        for (var i = 0; i < off.Length; i++)
        {
            environment[$"GIT_CONFIG_KEY_{i}"] = off[i];
            environment[$"GIT_CONFIG_VALUE_{i}"] = "false";
        }
    }
}
