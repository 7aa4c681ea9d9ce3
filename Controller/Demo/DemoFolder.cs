using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Demo;

/// <summary>A home and a project that exist for one demo, apart from the operator's own.</summary>
internal sealed class DemoFolder : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("bot-bottle-demo-").FullName;

    public DemoFolder()
    {
        ControllerFiles.MakePrivate(Home);
        ControllerFiles.MakePrivate(Project);
    }

    /// <summary>What <c>BOT_BOTTLE_HOME</c> names.</summary>
    public string Home => Path.Combine(_root, "home");

    /// <summary>The folder that the agent works in.</summary>
    public string Project => Path.Combine(_root, "project");

    /// <summary>Writes the settings of the demo: a budget, and the way to the simulated provider.</summary>
    public void WriteSettings(SimulatedProvider provider, long budget)
    {
        string ca = Path.Combine(Home, "simulated-ca.pem");
        File.WriteAllText(ca, provider.CertificateAuthority);
        File.WriteAllText(
            new BottleHome(Home).Settings,
            $$"""
            budget:
              claude: {tokens: {{budget}}, gate: off}
            upstream:
              ca: {{ca}}
              resolve: {api.anthropic.com: "{{provider.Address}}"}
            """);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_root, recursive: true);
}
