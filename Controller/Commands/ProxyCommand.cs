using System.CommandLine;
using BotBottle.Controller.Launching;
using BotBottle.Controller.Shared;
using BotBottle.Core.Hosts;

namespace BotBottle.Controller.Commands;

/// <summary><c>proxy</c>: runs a proxy alone, for clients that are configured to use it by other means.</summary>
internal static class ProxyCommand
{
    public static Command Create(CommandHost host)
    {
        Verb verb = new(
            "proxy",
            "Run only a proxy, without a controller and a bottle: it writes usage to standard error (one JSON object per line), has no budget, and nothing "
            + "forces a client through it. Clients must trust the certificate of 'bot-bottle ca path'.",
            "bot-bottle proxy --listen 127.0.0.1:3128 --password-file ~/.proxy-password");
        Option<string> listen = new("--listen")
        {
            Description = "The local address and port to listen on.", HelpName = "127.0.0.1:PORT", DefaultValueFactory = _ => "127.0.0.1:3128",
        };
        listen.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && !IsEndpoint(text))
            {
                result.AddError($"--listen: '{text}' is not an address; write ADDRESS:PORT, such as 127.0.0.1:3128");
            }
        });
        Option<string?> password = new("--password-file")
        {
            Description = "A file whose first line is the clients' login: NAME:PASSWORD.", HelpName = "FILE",
        };
        Option<string?> routes = RoutesOption.Create();
        verb.Add(listen);
        verb.Add(routes);
        verb.Add(password);
        verb.SetAction(async (parsed, _) =>
        {
            using Interrupts interrupts = new();
            return await new ProxyAlone(host).RunAsync(
                parsed.GetRequiredValue(listen), RoutesOption.Of(parsed.GetValue(routes), host), parsed.GetValue(password), interrupts.Token);
        });
        return verb;
    }

    private static bool IsEndpoint(string text) =>
        System.Text.Ascii.IsValid(text) && Authority.TryParse(System.Text.Encoding.ASCII.GetBytes(text), null, out Authority authority)
        && authority.Host.Address is not null;
}
