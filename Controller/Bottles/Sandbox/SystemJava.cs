using System.Globalization;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>
/// A Java whose roots and network settings are files of /etc, as Debian packs it. A bottle has an /etc of its own, so that such a Java trusts the run's CA and
/// asks its proxy without <c>JAVA_TOOL_OPTIONS</c>, which every Java prints a line about.
/// </summary>
/// <param name="settings">Its <c>net.properties</c>, below /etc.</param>
internal sealed class SystemJava(string settings)
{
    private const string Etc = "/etc/";

    /// <summary>Finds the one that the agent would run; null where there is none, or one that has to be told.</summary>
    /// <param name="path">PATH, as the agent sees it.</param>
    /// <param name="variables">The agent's further variables, which may name another Java.</param>
    public static SystemJava? Find(string path, IReadOnlyDictionary<string, string> variables)
    {
        string? program = path.Split(':').Select(folder => Path.Combine(folder, "java")).FirstOrDefault(File.Exists);
        return program is null || variables.ContainsKey("JAVA_HOME") ? null : Of(Path.GetDirectoryName(Path.GetDirectoryName(Paths.Real(program)))!);
    }

    /// <summary>Makes it ask a proxy.</summary>
    /// <param name="folder">The bottle's /etc, as the host sees it; it holds a copy of the settings.</param>
    /// <param name="port">The proxy's port on 127.0.0.1.</param>
    public void UseProxy(string folder, int port) => File.AppendAllLines(
        Path.Combine(folder, settings[Etc.Length..]),
        ((string[])["http", "https"]).Select(scheme => string.Create(CultureInfo.InvariantCulture, $"{scheme}.proxyHost=127.0.0.1\n{scheme}.proxyPort={port}")).Prepend(""));

    // Before Java 9 the settings lay in lib/.
    private static SystemJava? Of(string home) =>
        Paths.Real(Path.Combine(home, "lib/security/cacerts")) == EtcFolder.Trust.JavaStore
        && ((string[])["conf/net.properties", "lib/net.properties"]).Select(name => Path.Combine(home, name)).FirstOrDefault(File.Exists) is { } file
        && Paths.Real(file) is var real && real.StartsWith(Etc + "java-", StringComparison.Ordinal)
            ? new SystemJava(real)
            : null;
}
