namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>Explains why a host may refuse user namespaces, and tells the remedy.</summary>
internal static class UserNamespaces
{
    private static readonly (string File, string Refusing, string Remedy)[] Switches =
    [
        ("/proc/sys/kernel/unprivileged_userns_clone", "0", "sysctl -w kernel.unprivileged_userns_clone=1"),
        ("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1",
            "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0, or an AppArmor profile for unshare and bwrap"),
        ("/proc/sys/user/max_user_namespaces", "0", "sysctl -w user.max_user_namespaces=10000"),
        ("/proc/sys/user/max_net_namespaces", "0", "sysctl -w user.max_net_namespaces=10000"),
    ];

    /// <summary>Makes a sentence for a launch that failed before the bottle's network existed.</summary>
    public static string Advice() =>
        Switches.FirstOrDefault(entry => File.Exists(entry.File) && File.ReadAllText(entry.File).Trim() == entry.Refusing) is { File: { } file } found
            ? $"This host refuses user namespaces ({file} is {found.Refusing}): {found.Remedy}."
            : "The message above says why. A container may forbid user namespaces: run there with --isolation container, or on the host itself.";
}
