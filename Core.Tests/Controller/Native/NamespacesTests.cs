using BotBottle.Controller.Native;

namespace BotBottle.Core.Tests.Controller.Native;

[Parallelizable(ParallelScope.All)]
public sealed class NamespacesTests
{
    [TestCase("         0       1000          1\n", false, TestName = "Root is the caller, as unshare makes it")]
    [TestCase("      1000       1000          1\n", false, TestName = "There is no root, as in the sandbox")]
    [TestCase(
        "         0     600000       1000\n      1000       1000          1\n      1001     601000      64536\n", true,
        TestName = "Root is the first of the caller's range, as podman makes it")]
    [TestCase("         0     100000      65536\n", true, TestName = "Root is another, as docker makes it")]
    public void Root_of_a_namespace_may_be_another_than_the_caller(string map, bool another) =>
        Assert.That(Namespaces.IsAnotherRoot(map, 1000), Is.EqualTo(another));
}
