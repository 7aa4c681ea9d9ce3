using BotBottle.Core.Tls;

namespace BotBottle.Fuzz.References;

/// <summary>A slow reference for a ClientHello: it joins all records first; its reader throws at the end of the bytes.</summary>
internal static class ReferenceHello
{
    /// <summary>The facts; null if the bytes do not begin with a complete ClientHello.</summary>
    public static ClientHelloFacts? Read(byte[] wire)
    {
        try
        {
            Queue<byte> message = Join(wire);
            if (Number(message, 1) != 1)
            {
                return null;
            }

            Queue<byte> body = Take(message, Number(message, 3));
            Take(body, 34);
            Take(body, Number(body, 1));
            Take(body, Number(body, 2));
            Take(body, Number(body, 1));
            return body.Count == 0 ? new ClientHelloFacts(null, true) : Extensions(Take(body, Number(body, 2)));
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static Queue<byte> Join(byte[] wire)
    {
        Queue<byte> rest = new(wire);
        Queue<byte> message = [];
        int records = 0;
        while (message.Count < 4 || message.Count - 4 < (message.ElementAt(1) << 16) + (message.ElementAt(2) << 8) + message.ElementAt(3))
        {
            int type = Number(rest, 1);
            int major = Number(rest, 1);
            Number(rest, 1);
            int length = Number(rest, 2);
            if (type != 0x16 || major != 3 || length is 0 or > 16384 || ++records > 2048)
            {
                throw new InvalidOperationException("no handshake record");
            }

            for (int i = 0; i < length && rest.Count > 0; i++)
            {
                message.Enqueue(rest.Dequeue());
            }
        }

        return message;
    }

    private static ClientHelloFacts? Extensions(Queue<byte> extensions)
    {
        string? name = null;
        bool? http11 = null;
        while (extensions.Count > 0)
        {
            int type = Number(extensions, 2);
            Queue<byte> data = Take(extensions, Number(extensions, 2));
            if (type == 0)
            {
                Queue<byte> list = Take(data, Number(data, 2));
                int kind = Number(list, 1);
                Queue<byte> host = Take(list, Number(list, 2));
                if (name is not null || kind != 0 || host.Count == 0 || list.Count > 0 || data.Count > 0)
                {
                    return null;
                }

                name = Pieces.Text([.. host]);
            }
            else if (type == 16)
            {
                Queue<byte> list = Take(data, Number(data, 2));
                List<string> names = [];
                while (list.Count > 0)
                {
                    names.Add(Pieces.Text([.. Take(list, Number(list, 1))]));
                }

                if (http11 is not null || names.Count == 0 || names.Contains("") || data.Count > 0)
                {
                    return null;
                }

                http11 = names.Contains("http/1.1");
            }
        }

        return new ClientHelloFacts(name, http11 ?? true);
    }

    private static int Number(Queue<byte> from, int bytes)
    {
        int number = 0;
        for (int i = 0; i < bytes; i++)
        {
            number = (number << 8) | from.Dequeue();
        }

        return number;
    }

    private static Queue<byte> Take(Queue<byte> from, int count)
    {
        Queue<byte> taken = [];
        for (int i = 0; i < count; i++)
        {
            taken.Enqueue(from.Dequeue());
        }

        return taken;
    }
}
