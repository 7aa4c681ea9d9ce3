using BotBottle.Controller.Bottles;
using BotBottle.Controller.Shared;
using BotBottle.Controller.Workspaces;
using BotBottle.Core.Control;

namespace BotBottle.Core.Tests.Controller.Workspaces;

/// <summary>The files of <c>--carry</c>, and what the launch says of a workspace.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class CarriedFilesTests
{
    private const string Ignored = "printf 'node_modules\\n.venv\\n*.env\\nbuild\\n' > .gitignore; git add .gitignore; git commit -qm ignore; ";

    [Test]
    public async Task Ignored_files_and_folders_come_along_as_they_are()
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync(
            Ignored + "mkdir -p node_modules/.bin node_modules/p/.git packages/app; echo x > node_modules/p/x; chmod 755 node_modules/p/x; "
                + "ln -s ../p/x node_modules/.bin/x; echo secret > packages/app/a.env; mkdir .venv; ln -s /usr/bin/env .venv/python; "
                + "ln -s /opt/none .venv/gone; echo x > node_modules/\"$(printf 'a\\nb')\"", isMade: false);
        List<string> told = [];
        BottleWorkspace made = Make(site, told.Add, "node_modules/", "packages/app/a.env", ".venv");
        Assert.That(
            await site.AgentAsync("cat node_modules/.bin/x packages/app/a.env; ls node_modules | wc -l; readlink .venv/python; test -x node_modules/p/x; "
                + "git status --short"),
            Is.EqualTo("x\nsecret\n3\n/usr/bin/env"));
        Assert.That(told[0], Does.EndWith("nothing uncommitted; carried along: node_modules, packages/app/a.env, .venv"));
        Assert.That(told[1], Is.EqualTo(
            "links that lead out of the repository are carried as links, and the bottle may lack their targets: .venv/gone -> /opt/none"));
        Assert.That(made.Folder, Is.EqualTo(site.Work));
    }

    [Test]
    public async Task What_cannot_be_carried_says_why()
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync(
            Ignored + "ln -s .. out; mkdir ../other; mkfifo pipe.env; mkdir -p build/sub build/.GIT", isMade: false);
        using System.Net.Sockets.Socket socket = new(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, 0);
        socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(Path.Combine(site.Repository, "build/sub/s\nock")));
        (string Path, string Why)[] cases =
        [
            ("../other", $"--carry: {site.Root}/other is not in the repository {site.Repository}"), (".", "is not in the repository"),
            ("out/x", "is not in the repository"), ("missing", $"--carry: there is no {site.Repository}/missing"),
            ("a", "is tracked, so it is in the clone anyway"), ("d", "holds the tracked d/b"), (".git/config", "belongs to git"),
            ("build/.GIT", "belongs to git"), ("pipe.env", "--carry: pipe.env is a pipe (FIFO), which cannot be copied"),
            ("build", "--carry: build/sub/s?ock is a socket, which cannot be copied"),
        ];
        foreach ((string path, string why) in cases)
        {
            Assert.That(() => Make(site, _ => { }, path), Throws.TypeOf<BottleException>().With.Message.Contains(why), path);
        }
    }

    [Test]
    public async Task A_bottles_path_need_not_exist_and_none_is_carried_twice_or_by_a_pattern()
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync(Ignored + "mkdir build; echo 1 > build/x; echo 2 > '*.env'; echo 3 > b.env", isMade: false);
        WorkspaceWish wish = new(WorkspaceKind.Clone, IsClean: true)
        {
            Carry =
            [
                CarriedPath.OfManifest("nothing", default!), CarriedPath.OfManifest("build", default!),
                CarriedPath.OfOption(Path.Combine(site.Repository, "*.env")), CarriedPath.OfOption(Path.Combine(site.Repository, "build")),
            ],
        };
        List<string> told = [];
        WorkspaceMaker.Make(wish, site.Repository, site.RunFolder, told.Add);
        Assert.That(await site.AgentAsync("cat build/x *.env; ls -A | tr '\\n' ' '"), Is.EqualTo("1\n2\n*.env .git .gitignore a build d"));
        Assert.That(told, Is.EqualTo(new[]
        {
            $"the command works in a clone of {site.Repository}: branch main, what is committed; carried along: build, *.env; ignored files stay behind: b.env "
                + "(--carry b.env)",
        }));
    }

    [TestCase("", "branch main, nothing uncommitted")]
    [TestCase("echo x >> a; echo y > y; rm d/b", "branch main, 3 uncommitted files")]
    [TestCase("git checkout -q --detach", "commit *, nothing uncommitted")]
    [TestCase("echo 'i*' > .git/info/exclude; mkdir i1; touch i1/x \"$(printf 'i2\\n$(x)')\"", "; ignored files stay behind: i1, i2?$(x) (--carry i1)")]
    [TestCase("echo 'i*' > .git/info/exclude; touch 'i$(x)'", "; ignored files stay behind: i$(x)")]
    [TestCase("echo '*' > .git/info/exclude; mkdir b c d2 node_modules; touch b/x c/x d2/x node_modules/x",
        "; ignored files stay behind: node_modules, b, c and 1 more (--carry node_modules)")]
    public async Task The_launch_says_what_the_clone_holds(string owner, string said)
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync(owner, isMade: false);
        string told = "";
        Make(site, line => told = line);
        Assert.That(told, Does.StartWith($"the command works in a clone of {site.Repository}: "));
        Assert.That(System.Text.RegularExpressions.Regex.Replace(told, "commit [0-9a-f]{7}", "commit *"), Does.EndWith(said));
        Assert.That(told, Does.Not.Contain("\n"));
    }

    private static BottleWorkspace Make(WorkspaceSite site, Action<string> tell, params string[] carry) => WorkspaceMaker.Make(
        new WorkspaceWish(WorkspaceKind.Clone, IsClean: false)
        {
            Carry = [.. carry.Select(path => CarriedPath.OfOption(Path.GetFullPath(path, site.Repository)))],
        },
        site.Repository, site.RunFolder, tell)!;
}
