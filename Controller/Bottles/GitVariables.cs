using System.Globalization;

namespace BotBottle.Controller.Bottles;

/// <summary>
/// Settings of git that a bottle needs whatever a repository's config says. Settings from the environment override it (git-config(1), GIT_CONFIG_COUNT). A
/// bottle has no signing key, so a repository that requires signatures would refuse every commit.
/// </summary>
internal static class GitVariables
{
    private static readonly string[] NoSignatures = ["commit.gpgSign", "tag.gpgSign", "tag.forceSignAnnotated", "push.gpgSign"];

    /// <summary>If the config is read-only, each new branch that would record its upstream prints an error.</summary>
    private const string NoUpstreams = "branch.autoSetupMerge";

    /// <summary>Adds the settings, unless the operator gave some.</summary>
    /// <param name="environment">The agent's environment.</param>
    /// <param name="guarded">True if the config of a shared repository is read-only.</param>
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
