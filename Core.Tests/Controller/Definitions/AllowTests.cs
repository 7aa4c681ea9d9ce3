using BotBottle.Controller.Definitions;
using BotBottle.Controller.Launching;
using BotBottle.Controller.Shared;
using BotBottle.Core.Control;
using BotBottle.Core.Dlp;
using BotBottle.Core.Presets;
using BotBottle.Core.Routes;
using BotBottle.Core.Settings;

namespace BotBottle.Core.Tests.Controller.Definitions;

/// <summary>The hosts that <c>--allow</c> and a bottle's <c>allow</c> open besides others.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class AllowTests
{
    private static readonly string[] Pypi = [.. RegistryPresets.Routes("pypi")!.Select(route => route.Describe())];
    private static readonly string[] BuiltIn = [.. RouteSet.BuiltIn.Routes.Select(route => route.Describe())];

    private string _root = "";

    [SetUp]
    public void MakeFolder() => _root = Directory.CreateTempSubdirectory("allow-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_root, recursive: true);

    [Test]
    public void Without_routes_an_allowed_host_is_open_besides_the_providers()
    {
        RunRoutes routes = Resolve(new RunOptions { Command = ["true"], Allow = ["pypi", "example.com"] }).Routes;
        Assert.That(Described(routes.Set), Is.EqualTo(BuiltIn.Concat(Pypi).Append("--allow (example.com)")));
        Assert.That(routes.Set.ExactHosts(), Does.Contain("files.pythonhosted.org").And.Contain("example.com"));
    }

    [Test]
    public void With_bottles_allowed_hosts_of_bottle_and_launch_follow_the_written_routes()
    {
        Write("home/bottles/base.md", "---\nallow: pypi\n---\n");
        Write("home/bottles/web.md", "---\nextends: base\nallow: [docs.example]\negress: {routes: [{host: a.example}]}\nagent_provider: claude\n---\n");
        RunRoutes routes = Resolve(new RunOptions { Command = ["true"], Bottles = ["web"], Allow = ["b.example"] }).Routes;
        Assert.That(Described(routes.Set), Is.EqualTo(
            ["bottles/web.md:4 (a.example)", "bottles/web.md:5 (api.anthropic.com)", .. Pypi, "bottles/web.md:3 (docs.example)", "--allow (b.example)"]));
        Write("home/bottles/base.md", "---\nallow: []\n---\n");
        Assert.That(Described(routes.Complete(routes.Bottles!.Read())), Is.EqualTo(new[]
        {
            "bottles/web.md:4 (a.example)", "bottles/web.md:5 (api.anthropic.com)", "bottles/web.md:3 (docs.example)", "--allow (b.example)",
        }));
    }

    [Test]
    public void The_hosts_of_providers_are_opened_by_name_with_their_keys()
    {
        RunRoutes routes = Resolve(
            new RunOptions { Command = ["true"], Providers = ["openrouter", "google"] },
            HostSettingsReader.Read("providers: {openrouter: {}}", "settings.yml")).Routes;
        Assert.That(Described(routes.Set), Is.EqualTo(
            [.. BuiltIn, "--provider (openrouter.ai)", "--provider (generativelanguage.googleapis.com)"]));
        Assert.That(routes.Set.Routes.Select(route => route.Auth?.Variable).OfType<string>(), Is.EqualTo(new[] { "OPENROUTER_API_KEY" }));
        Assert.That(
            () => Resolve(new RunOptions { Command = ["true"], Providers = ["mistrall"] }),
            Throws.TypeOf<CommandFailure>().With.Message.Contains("--provider: there is no provider 'mistrall'")
                .And.Message.Contains("settings.yml can add others"));
    }

    [Test]
    public void A_routes_file_replaces_the_hosts_of_the_bottle_but_not_of_the_launch()
    {
        Write("home/bottles/web.md", "---\nallow: pypi\n---\n");
        Write("work/routes.yml", "routes: [{host: a.example}]");
        RunRoutes routes = Resolve(new RunOptions { Command = ["true"], Bottles = ["web"], Routes = "routes.yml", Allow = ["b.example"] }).Routes;
        Assert.That(Described(routes.Set), Is.EqualTo(new[] { "routes.yml:1 (a.example)", "--allow (b.example)" }));
    }

    [Test]
    public async Task An_edit_of_the_routes_file_keeps_an_allowed_host_open()
    {
        string file = Write("work/routes.yml", "routes: [{host: a.example}]");
        LaunchDefinition launch = Resolve(new RunOptions { Command = ["true"], Routes = file, Allow = ["b.example"] });
        TaskCompletionSource<RouteEdit> told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using RoutesWatch watch = new(Host(), launch.Routes, [], (edit, _) =>
        {
            told.TrySetResult(edit);
            return Task.CompletedTask;
        });
        Write("work/routes.yml", "routes: [{host: edited.example}]");
        RouteEdit edit = await told.Task.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.That(Described(edit.Routes!), Is.EqualTo(new[] { $"{file}:1 (edited.example)", "--allow (b.example)" }), edit.Message);
        Assert.That(edit.Message, Does.Contain(": 1 routes"));
    }

    [Test]
    public void A_frozen_run_keeps_its_allowed_hosts()
    {
        RunOptions options = new() { Command = ["true"], Allow = ["npm", "*.example.com"] };
        string folder = Path.Combine(_root, "home", "frozen", "0123456789ab");
        Directory.CreateDirectory(folder);
        KeptRun.Write(folder, Host(), options, Resolve(options), KeptSources.None, ApprovalFingerprints.NewKey());
        Assert.That(KeptRun.Read(Host().Home, "0123456789ab", "otter").Options.Allow, Is.EqualTo(options.Allow));
    }

    private static IEnumerable<string> Described(RouteSet set) => set.Routes.Select(route => route.Describe());

    private LaunchDefinition Resolve(RunOptions options, HostSettings? settings = null) =>
        new LaunchResolver(Host(), options, settings ?? HostSettings.Default, new HostCredentials([])).Resolve();

    private CommandHost Host()
    {
        Directory.CreateDirectory(Path.Combine(_root, "work"));
        return new CommandHost(
            TextWriter.Null, TextWriter.Null, new Dictionary<string, string> { ["BOT_BOTTLE_HOME"] = Path.Combine(_root, "home") },
            Path.Combine(_root, "work"), TimeProvider.System, Colours: false);
    }

    private string Write(string path, string text)
    {
        string file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }
}
