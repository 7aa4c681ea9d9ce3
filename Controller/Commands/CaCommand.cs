using System.CommandLine;
using BotBottle.Controller.Launching;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Commands;

/// <summary><c>ca path</c>: prints the path of the persistent CA's certificate.</summary>
internal static class CaCommand
{
    public static Command Create(CommandHost host)
    {
        Verb verb = new("ca", "The certificate authority of '--isolation none' and of 'proxy'. Every other bottle has its own.", "bot-bottle ca path");
        Verb path = new(
            "path", "Print the path of the certificate (PEM) that clients of these two must trust; it is created if there is none.",
            "curl --cacert \"$(bot-bottle ca path)\" --proxy http://127.0.0.1:3128 https://api.anthropic.com/v1/models");
        path.SetAction(_ =>
        {
            PersistentAuthority.Load(host.Home, host.Time.GetUtcNow());
            host.Output.WriteLine(PersistentAuthority.CertificatePath(host.Home));
            return ExitCode.Ok;
        });
        verb.Add(path);
        return verb;
    }
}
