using System.Threading.Channels;
using BotBottle.Controller.Bottles;
using BotBottle.Controller.Definitions;
using BotBottle.Controller.Launching;
using BotBottle.Controller.Shared;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Tests.Controller.Native;

namespace BotBottle.Core.Tests.Controller.Launching;

/// <summary>A routes file that is edited, on a real disk.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RoutesWatchTests
{
    private const string First = "routes:\n- {host: a.example, auth_scheme: Bearer, token_env: A}\n";
    private const string Second = "# edited\nroutes:\n- {host: b.example, auth_scheme: Bearer, token_env: B}\n";

    private string _root = "";

    [SetUp]
    public void MakeFolder() => _root = Directory.CreateTempSubdirectory("routes-watch-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_root, recursive: true);

    [Test]
    public async Task Valid_edits_are_sent_with_growing_versions_and_broken_ones_keep_the_last_valid_routes()
    {
        Channel<RouteEdit> told = Channel.CreateUnbounded<RouteEdit>();
        string file = Write(First);
        await using RoutesWatch watch = Watch(file, [], told);
        Write(Second);
        RouteEdit edit = await NextAsync(told);
        Assert.That((edit.Routes?.Version, edit.Routes?.Routes[0].Host), Is.EqualTo((1L, "b.example")));
        Assert.That(edit.Message, Does.Contain("B was not named and set when the run began"));

        Write("routes:\n- {hots: c.example}\n");
        edit = await NextAsync(told);
        Assert.That(edit.Routes, Is.Null);
        Assert.That(edit.Message, Does.Contain("routes.yml:2:4: unknown key 'hots'"));
        File.Delete(file);
        Assert.That((await NextAsync(told)).Routes, Is.Null);
        Assert.That(watch.Current.Routes[0].Host, Is.EqualTo("b.example"));

        Write(First);
        Assert.That((await NextAsync(told)).Routes?.Version, Is.EqualTo(2));
    }

    [Test]
    public async Task A_routes_file_replaced_in_the_agents_folder_is_ignored()
    {
        Channel<RouteEdit> told = Channel.CreateUnbounded<RouteEdit>();
        string file = Write(First);
        await using RoutesWatch watch = Watch(file, [new Share(_root, ReadOnly: false)], told);
        Write(Second);
        Assert.That((await NextAsync(told)).Routes?.Routes[0].Host, Is.EqualTo("b.example"), "an edit in place");

        File.WriteAllText(file + ".new", "routes:\n- {host: evil.example}\n");
        File.Move(file + ".new", file, overwrite: true);
        RouteEdit edit = await NextAsync(told);
        Assert.That(edit.Routes, Is.Null);
        Assert.That(watch.Current.Routes[0].Host, Is.EqualTo("b.example"));
        Assert.That(edit.Message, Does.Contain("was replaced"));
    }

    [Test]
    public async Task A_pipe_in_place_of_the_file_is_reported_and_does_not_block_the_end_of_the_run()
    {
        Channel<RouteEdit> told = Channel.CreateUnbounded<RouteEdit>();
        string file = Write(First);
        await using (RoutesWatch watch = Watch(file, [new Share(_root, ReadOnly: false)], told))
        {
            File.Delete(file);
            OddFile.Put("pipe", file);
            Assert.That((await NextAsync(told)).Message, Does.Contain("routes.yml cannot be read: it is a pipe (FIFO)"));
        }
    }

    [Test]
    public async Task An_edit_is_sent_again_until_a_controller_accepts_it()
    {
        Channel<RouteEdit> told = Channel.CreateUnbounded<RouteEdit>();
        int tries = 0;
        string file = Write(First);
        await using RoutesWatch watch = new(Host(), RoutesFile.Load(Host(), file, []), [], (edit, stop) => ++tries < 3
            ? throw new ControllerException("gone", new IOException("gone"))
            : told.Writer.WriteAsync(edit, stop).AsTask());
        Write(Second);
        Assert.That((await NextAsync(told)).Routes?.Version, Is.EqualTo(1));
    }

    private static async Task<RouteEdit> NextAsync(Channel<RouteEdit> told) =>
        await told.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));

    private static RoutesWatch Watch(string file, IEnumerable<Share> shares, Channel<RouteEdit> told) =>
        new(Host(), RoutesFile.Load(Host(), file, []), shares, (edit, stop) => told.Writer.WriteAsync(edit, stop).AsTask());

    private static CommandHost Host() => new(
        TextWriter.Null, TextWriter.Null, new Dictionary<string, string> { ["A"] = "value-of-a" }, "/", TimeProvider.System, false);

    private string Write(string text)
    {
        string path = Path.Combine(_root, "routes.yml");
        File.WriteAllText(path, text);
        return path;
    }
}
