using System.Globalization;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>
/// A Java whose roots and network settings are files of /etc, as in Debian's package. A bottle has its own /etc, so this Java trusts the run's CA and uses its
/// proxy without <c>JAVA_TOOL_OPTIONS</c>, for which every Java prints a line.
/// </summary>
/// <param name="settings">Its <c>net.properties</c>, below /etc.</param>
internal sealed class SystemJava(string settings)
{
    private const string Etc = "/etc/";

    /// <summary>Finds the Java that the agent would run; null if there is none, or if it needs the variable.</summary>
    /// <param name="path">The agent's PATH.</param>
    /// <param name="variables">The agent's further variables, which may name another Java.</param>
    public static SystemJava? Find(string path, IReadOnlyDictionary<string, string> variables)
    {
        string? program = path.Split(':').Select(folder => Path.Combine(folder, "java")).FirstOrDefault(File.Exists);
        return program is null || variables.ContainsKey("JAVA_HOME") ? null : Of(Path.GetDirectoryName(Path.GetDirectoryName(Paths.Real(program)))!);
    }

    /// <summary>Sets the proxy in its network settings.</summary>
    /// <param name="folder">The bottle's /etc, as the host sees it, with a copy of the settings.</param>
    /// <param name="port">The proxy's port on 127.0.0.1.</param>
    public void UseProxy(string folder, int port) => File.AppendAllLines(
        Path.Combine(folder, settings[Etc.Length..]),
        ((string[])["http", "https"]).Select(scheme => string.Create(CultureInfo.InvariantCulture, $"{scheme}.proxyHost=127.0.0.1\n{scheme}.proxyPort={port}"))
            .Prepend(""));

    // Before Java 9 the settings were in lib/.
    private static SystemJava? Of(string home) =>
        Paths.Real(Path.Combine(home, "lib/security/cacerts")) == EtcFolder.Trust.JavaStore
        && ((string[])["conf/net.properties", "lib/net.properties"]).Select(name => Path.Combine(home, name)).FirstOrDefault(File.Exists) is { } file
        && Paths.Real(file) is var real && real.StartsWith(Etc + "java-", StringComparison.Ordinal)
            ? new SystemJava(real)
            : null;
}
