namespace BotBottle.Bench.Load;

/// <summary>The programs of one build, compiled ahead of time; the copies beside the benchmarks are compiled at run time.</summary>
internal static class Installation
{
    private static readonly DirectoryInfo Own = new(AppContext.BaseDirectory.TrimEnd('/')); // bench/bin/CONFIGURATION/FRAMEWORK

    /// <summary>The CLI, which is also the controller.</summary>
    public static string Cli => Path.Combine(Folder, "bot-bottle");

    /// <summary>The proxy.</summary>
    public static string Proxy => Path.Combine(Folder, "proxy", "bot-bottle-proxy");

    private static string Folder => Path.Combine(Own.Parent!.Parent!.Parent!.Parent!.FullName, "Controller", "bin", Own.Parent.Name, Own.Name);
}
