using BotBottle.Controller.Shared;

namespace BotBottle.Core.Tests.Controller.Bottles;

[TestFixture, Parallelizable(ParallelScope.All)]
public class PathsTests
{
    [TestCase("/a", "/a", true)]
    [TestCase("/a", "/a/b", true)]
    [TestCase("/a", "/ab", false)]
    [TestCase("/a/b", "/a", false)]
    [TestCase("/", "/a", true)]
    public void A_folder_contains_itself_and_its_descendants(string folder, string path, bool holds) =>
        Assert.That(Paths.Holds(folder, path), Is.EqualTo(holds));

    [Test]
    public void Links_are_followed_in_every_part_of_a_path()
    {
        var root = Paths.Real(Directory.CreateTempSubdirectory("paths-test-").FullName);
        Directory.CreateDirectory(Path.Combine(root, "real/inner"));
        File.CreateSymbolicLink(Path.Combine(root, "absolute"), Path.Combine(root, "real"));
        File.CreateSymbolicLink(Path.Combine(root, "relative"), "./absolute/../real/inner");
        File.CreateSymbolicLink(Path.Combine(root, "real/inner/up"), "../..");
        File.CreateSymbolicLink(Path.Combine(root, "loop"), "loop");

        Assert.Multiple(() =>
        {
            Assert.That(Paths.Real(Path.Combine(root, "absolute/inner")), Is.EqualTo(Path.Combine(root, "real/inner")));
            Assert.That(Paths.Real(Path.Combine(root, "relative/up/relative")), Is.EqualTo(Path.Combine(root, "real/inner")));
            Assert.That(Paths.Real(Path.Combine(root, "relative/../missing/x")), Is.EqualTo(Path.Combine(root, "real/missing/x")));
            Assert.That(Paths.Real("/../../"), Is.EqualTo("/"));
            Assert.That(() => Paths.Real(Path.Combine(root, "loop")), Throws.InstanceOf<IOException>());
        });
        Directory.Delete(root, recursive: true);
    }
}
