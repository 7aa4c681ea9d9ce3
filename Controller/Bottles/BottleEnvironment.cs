namespace BotBottle.Controller.Bottles;

/// <summary>Builds the agent's environment from nothing: a variable that is not named here is not passed on.</summary>
internal static class BottleEnvironment
{
    /// <summary>Variables that are copied from the host: terminal type and language.</summary>
    private static readonly string[] Inherited =
        ["TERM", "COLORTERM", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "LC_COLLATE", "LC_TIME", "LC_NUMERIC", "TZ", "NO_COLOR", "FORCE_COLOR"];

    /// <summary>Hosts that clients must not reach through the proxy: servers in the bottle itself. It never contains a host of a route.</summary>
    private const string LoopbackNames = "localhost,127.0.0.1,::1";

    /// <summary>Makes the environment.</summary>
    /// <param name="plan">The bottle.</param>
    /// <param name="path">The agent's PATH.</param>
    /// <param name="home">The agent's HOME.</param>
    /// <param name="user">The user's name.</param>
    /// <param name="proxyPort">The proxy's port on 127.0.0.1.</param>
    /// <param name="trust">Files that contain the run's CA for clients.</param>
    /// <returns>Names and values, sorted.</returns>
    public static SortedDictionary<string, string> Make(
        BottlePlan plan, string path, string home, string user, int proxyPort, TrustFiles trust)
    {
        var environment = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = path,
            ["HOME"] = home,
            ["USER"] = user,
            ["LOGNAME"] = user,
            ["SHELL"] = "/bin/sh",
            ["TMPDIR"] = "/tmp",
            ["IS_SANDBOX"] = "1", // Claude Code: allows it to run as root
            ["NODE_USE_ENV_PROXY"] = "1", // Node from 22.21 and 24.0
            ["BOT_BOTTLE_RUN"] = plan.RunId,
        };
        foreach (var name in Inherited)
        {
            if (plan.HostEnvironment.TryGetValue(name, out var value) && value.Length > 0)
            {
                environment[name] = value;
            }
        }

        var credentials = plan.ProxyCredentials is { } login ? $"{login.User}:{login.Password}@" : "";
        var proxy = $"http://{credentials}127.0.0.1:{proxyPort}";
        foreach (var name in (string[])["http_proxy", "https_proxy", "all_proxy"])
        {
            environment[name] = proxy;
            environment[name.ToUpperInvariant()] = proxy;
        }

        environment["no_proxy"] = LoopbackNames;
        environment["NO_PROXY"] = LoopbackNames;
        TrustVariables.AddTo(environment, trust);
        if (trust.JavaStore is { } store)
        {
            environment["JAVA_TOOL_OPTIONS"] = JavaOptions(proxyPort, store);
        }

        if (plan.Prompt is not null)
        {
            environment["BOT_BOTTLE_PROMPT_FILE"] = Path.Combine(home, HomeFiles.Prompt);
        }

        foreach (var (name, value) in plan.PresetEnvironment.Concat(plan.Placeholders).Concat(plan.ExtraEnvironment))
        {
            environment[name] = value;
        }

        return environment;
    }

    /// <summary>
    /// Java options for the proxy and the truststore. Java reads neither the proxy variables nor a bundle, only properties. With them it reaches hosts that
    /// /etc/hosts does not name (wildcards), and gets the reason of a refusal. They contain no password for the proxy of a run without isolation.
    /// </summary>
    private static string JavaOptions(int proxyPort, string trustStore) => string.Join(
        ' ',
        "-Dhttp.proxyHost=127.0.0.1", $"-Dhttp.proxyPort={proxyPort}", "-Dhttps.proxyHost=127.0.0.1", $"-Dhttps.proxyPort={proxyPort}",
        $"-Djavax.net.ssl.trustStore={trustStore}", "-Djavax.net.ssl.trustStoreType=JKS", $"-Djavax.net.ssl.trustStorePassword={JavaTrustStore.Password}");
}
