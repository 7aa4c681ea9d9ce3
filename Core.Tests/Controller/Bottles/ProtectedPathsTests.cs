using BotBottle.Controller.Bottles;

namespace BotBottle.Core.Tests.Controller.Bottles;

[TestFixture, Parallelizable(ParallelScope.All)]
public class ProtectedPathsTests
{
    private string _root = null!;

    [OneTimeSetUp]
    public void SetUp()
    {
        _root = Directory.CreateTempSubdirectory("protected-test-").FullName;
        foreach (var folder in (string[])["home/u/.ssh", "home/u/.aws", "home/u/code/project", "home/u/.bot-bottle", "vault/keys", "data/elsewhere"])
        {
            Directory.CreateDirectory(Path.Combine(_root, folder));
        }

        File.CreateSymbolicLink(Path.Combine(_root, "home/u/.gnupg"), Path.Combine(_root, "vault/keys"));
    }

    [OneTimeTearDown]
    public void TearDown() => Directory.Delete(_root, recursive: true);

    [TestCase("home/u/code/project")]
    [TestCase("home/u/code")]
    [TestCase("data/elsewhere")]
    [TestCase("home/u/.sshx", Description = "a name that only begins like a protected one")]
    [TestCase("home/u/code/project/.ssh", Description = "the project's own")]
    public void A_project_may_be_shared(string path) => Assert.That(Refusal(path), Is.Null);

    [TestCase("home/u", "your home folder")]
    [TestCase("home", "holds your home folder")]
    [TestCase("", "holds your home folder")]
    [TestCase("home/u/.ssh", "is protected")]
    [TestCase("home/u/.ssh/id_ed25519", "lies in")]
    [TestCase("home/u/.aws/cli/cache", "lies in")]
    [TestCase("home/u/.bot-bottle", "is protected")]
    [TestCase("home/u/.bot-bottle/runs/x/home", "lies in")]
    [TestCase("home/u/.npmrc", "is protected")]
    [TestCase("home/u/.config/gh", "lies in")]
    [TestCase("vault/keys", "is protected", Description = "where a protected name leads")]
    [TestCase("vault", "holds")]
    public void Folders_with_secrets_may_not_be_shared(string path, string reason) => Assert.That(Refusal(path), Does.Contain(reason));

    [TestCase("/")]
    [TestCase("/etc")]
    [TestCase("/etc/ssl")]
    [TestCase("/home")]
    [TestCase("/tmp")]
    [TestCase("/usr")]
    [TestCase("/var")]
    [TestCase("/var/lib/docker")]
    [TestCase("/run/user/1000")]
    [TestCase("/proc/1")]
    [TestCase("/dev/shm")]
    [TestCase("/sys")]
    public void System_folders_may_not_be_shared(string path) => Assert.That(Paths().Refusal(path), Is.Not.Null);

    [TestCase("/usr/src/app")]
    [TestCase("/var/www/site")]
    [TestCase("/srv/app")]
    [TestCase("/workspace")]
    public void Projects_below_system_folders_may_be_shared(string path) => Assert.That(Paths().Refusal(path), Is.Null);

    [Test]
    public void The_state_folder_is_protected_at_any_path()
    {
        var paths = new ProtectedPaths([Path.Combine(_root, "home/u")], Path.Combine(_root, "data/elsewhere"));
        Assert.That(paths.Refusal(Path.Combine(_root, "data")), Does.Contain("holds"));
        Assert.That(paths.Refusal(Path.Combine(_root, "data/elsewhere/x")), Does.Contain("lies in"));
    }

    private ProtectedPaths Paths() => new([Path.Combine(_root, "home/u")], Path.Combine(_root, "home/u/.bot-bottle"));

    private string? Refusal(string path) => Paths().Refusal(Path.Combine(_root, path).TrimEnd('/'));
}
