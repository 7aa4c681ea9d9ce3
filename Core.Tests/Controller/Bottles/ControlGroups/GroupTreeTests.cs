using BotBottle.Controller.Bottles.ControlGroups;

namespace BotBottle.Core.Tests.Controller.Bottles.ControlGroups;

/// <summary>Finds control groups from the texts of kernels in several configurations.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class GroupTreeTests
{
    [TestCase("24 30 0:22 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:4 - cgroup2 cgroup2 rw,nsdelegate", "/sys/fs/cgroup", TestName = "One tree")]
    [TestCase("30 24 0:26 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids\n31 24 0:27 / /sys/fs/cgroup/unified rw shared:9 master:1 - cgroup2 cgroup rw",
        "/sys/fs/cgroup/unified", TestName = "Beside version 1")]
    [TestCase("24 30 0:22 / /my\\040groups rw - cgroup2 none rw", "/my groups", TestName = "A path with a blank")]
    [TestCase("24 30 0:22 /../.. /sys/fs/cgroup ro - cgroup2 cgroup rw", null, TestName = "Seen from a part of the tree")]
    [TestCase("24 30 0:22 /system.slice/x /mnt rw - cgroup2 cgroup rw", null, TestName = "A part of the tree")]
    [TestCase("24 30 0:22 / /mnt/cgroup2 rw - ext4 /dev/cgroup2 rw", null, TestName = "Another file system")]
    [TestCase("30 24 0:26 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids", null, TestName = "Version 1 alone")]
    [TestCase("", null, TestName = "No mounts")]
    public void The_mount_of_the_whole_tree_is_chosen(string mounts, string? mount) => Assert.That(GroupTree.Mount(mounts + "\n"), Is.EqualTo(mount));

    [TestCase("30 24 0:26 / /groups/both rw - cgroup cgroup rw,memory,pids\n24 30 0:22 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw,memory", "/groups/both",
        TestName = "A tree of version 1 by its controller")]
    [TestCase("30 24 0:26 /docker/x /groups/memory rw - cgroup cgroup rw,memory", null, TestName = "A part of a tree of version 1")]
    [TestCase("30 24 0:26 / /groups/memory rw - cgroup cgroup rw,memory_recursiveprot", null, TestName = "A tree of another controller")]
    public void The_mount_of_a_controllers_tree_is_chosen(string mounts, string? mount) =>
    Assert.That(GroupTree.Mount(mounts + "\n", "memory"), Is.EqualTo(mount));

    [TestCase("5:cpu,memory:/bottle:1\n0::/new\n", "/bottle:1", TestName = "A path of a controller")]
    [TestCase("5:memory2:/x\n0::/new\n", null, TestName = "No path of a controller")]
    public void The_path_of_a_controller_is_read_for_version_1(string groups, string? path) =>
        Assert.That(GroupTree.PathOf(groups, "memory"), Is.EqualTo(path));

    [TestCase("0::/user.slice/user-1000.slice/x.scope\n", "/user.slice/user-1000.slice/x.scope", TestName = "One tree's path")]
    [TestCase("4:memory:/v1\n1:name=systemd:/old\n0::/new\n", "/new", TestName = "A path beside version 1")]
    [TestCase("4:memory:/v1\n10::/none\n", null, TestName = "No path in version 2")]
    public void The_path_is_read_for_version_2(string groups, string? path) => Assert.That(GroupTree.PathOf(groups), Is.EqualTo(path));
}
