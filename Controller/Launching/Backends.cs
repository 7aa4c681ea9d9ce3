using BotBottle.Controller.Bottles;
using BotBottle.Controller.Bottles.Container;
using BotBottle.Controller.Bottles.None;
using BotBottle.Controller.Bottles.Sandbox;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Launching;

/// <summary>Creates backends by their names in <c>--isolation</c>.</summary>
internal static class Backends
{
    /// <summary>Creates a backend.</summary>
    /// <param name="name">sandbox, container or none.</param>
    /// <param name="messages">Receives the backend's messages: standard error.</param>
    /// <exception cref="BottleException">The backend does not exist, or not on this system.</exception>
    public static IBottleBackend Create(string name, TextWriter messages) => name switch
    {
        "sandbox" when OperatingSystem.IsLinux() => new SandboxBackend(messages),
        "sandbox" => throw new BottleException(
            "the sandbox is made of Linux namespaces. On this system only --isolation none works, without protection."),
        "container" when OperatingSystem.IsLinux() => new ContainerBackend(messages),
        "container" => throw new BottleException(
            "the container backend reaches into the container's network namespace, which here lies in a virtual machine: it needs Linux. Only --isolation "
                + "none works here, without protection."),
        "none" => new NoneBackend(messages),
        _ => throw new BottleException($"there is no isolation '{name}': sandbox, container or none."),
    };
}
