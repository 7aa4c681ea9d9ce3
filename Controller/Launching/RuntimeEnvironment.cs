using BotBottle.Controller.Bottles;

namespace BotBottle.Controller.Launching;

/// <summary>The environment of our background processes: the variables that the runtime needs, and none that could configure or debug it.</summary>
internal static class RuntimeEnvironment
{
    // No DOTNET_ variable of the caller (start-up hooks, profilers, diagnostics ports) is passed on.
    private static readonly string[] Inherited = ["PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR"];

    /// <summary>
    /// Makes the environment of a process that holds secrets. Diagnostics are off, because the runtime would otherwise leave a debug socket in /tmp for the
    /// same user.
    /// </summary>
    /// <param name="program">The program and the variables that it needs.</param>
    /// <param name="host">The caller's environment.</param>
    /// <param name="own">Further variables.</param>
    public static Dictionary<string, string> Make(
        OwnProgram program, IReadOnlyDictionary<string, string> host, params ReadOnlySpan<(string Name, string Value)> own)
    {
        Dictionary<string, string> environment = new(StringComparer.Ordinal) { ["DOTNET_EnableDiagnostics"] = "0", ["DOTNET_gcServer"] = "0" };
        if (program.Environment.TryGetValue("DOTNET_ROOT", out string? runtime))
        {
            environment["DOTNET_ROOT"] = runtime;
        }

        foreach (string name in Inherited)
        {
            if (host.TryGetValue(name, out string? value) && value.Length > 0)
            {
                environment[name] = value;
            }
        }

        foreach ((string name, string value) in own)
        {
            environment[name] = value;
        }

        return environment;
    }
}
