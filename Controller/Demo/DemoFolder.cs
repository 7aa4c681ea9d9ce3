using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Demo;

/// <summary>A temporary home and project for one demo, separate from the operator's own.</summary>
internal sealed class DemoFolder : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("bot-bottle-demo-").FullName;

    public DemoFolder()
    {
        BottleHome.MakePrivate(Home);
        BottleHome.MakePrivate(Project);
    }

    /// <summary>The value of <c>BOT_BOTTLE_HOME</c>.</summary>
    public string Home => Path.Combine(_root, "home");

    /// <summary>The agent's working folder.</summary>
    public string Project => Path.Combine(_root, "project");

    /// <summary>Writes the settings of the demo: a budget, and the address of the simulated provider.</summary>
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
