
namespace BotBottle.Core.Tests.EndToEnd.Sdk;

/// <summary>
/// Reads the declarations of a .d.ts file: interfaces, classes, aliases, namespaces, imports. Methods are left out. It reads only the syntax that SDK
/// generators write; anything else becomes <see cref="TypeNode.Other"/>.
/// </summary>
internal sealed class DeclarationReader
{
    private readonly string _file;
    private readonly DeclarationTokens _tokens;
    private readonly List<Declaration> _found = [];

    private DeclarationReader(string file)
    {
        _file = file;
        _tokens = new DeclarationTokens(file);
    }

    /// <summary>The declarations of a file.</summary>
    public static IReadOnlyList<Declaration> Read(string file)
    {
        DeclarationReader reader = new(file);
        reader.ReadScope("");
        return reader._found;
    }

    private string Next => _tokens.Next;

    private void ReadScope(string scope)
    {
        while (Next is not ("" or "}"))
        {
            switch (Next)
            {
                case "export" or "declare" or "abstract" or "default":
                    _tokens.At++;
                    break;
                case "interface" or "class":
                    _tokens.At++;
                    ReadInterface(scope);
                    break;
                case "type" when _tokens.Ahead(2) is "=" or "<":
                    _tokens.At++;
                    ReadAlias(scope);
                    break;
                case "namespace" or "module":
                    _tokens.At++;
                    string name = _tokens.Take();
                    _tokens.Expect("{");
                    ReadScope(scope.Length == 0 ? name : $"{scope}.{name}");
                    _tokens.Expect("}");
                    break;
                case "import" or "const" or "let" or "function" or "enum" or "{" or "*":
                    _tokens.SkipStatement();
                    break;
                default:
                    _tokens.At++;
                    break;
            }
        }
    }

    private void ReadInterface(string scope)
    {
        string name = _tokens.Take();
        _tokens.SkipArguments();
        List<TypeNode> bases = [];
        while (Next is not ("{" or ""))
        {
            if (_tokens.Take() is "extends" or ",")
            {
                bases.Add(ReadPostfix());
            }
        }

        _found.Add(new Declaration(_file, scope, name, bases, ReadShape()));
    }

    private void ReadAlias(string scope)
    {
        string name = _tokens.Take();
        _tokens.SkipArguments();
        _tokens.Expect("=");
        _found.Add(new Declaration(_file, scope, name, [], ReadType()));
    }

    private TypeNode ReadType()
    {
        List<TypeNode> members = [];
        do
        {
            _tokens.At += Next is "|" or "&" ? 1 : 0;
            members.Add(ReadPostfix());
        }
        while (Next is "|" or "&");

        if (Next is "extends" or "=>" or "is")
        {
            // A condition or a function, which is not needed here.
            _tokens.SkipUntil();
            return new TypeNode.Other("condition");
        }

        return members.Count == 1 ? members[0] : new TypeNode.Union(members);
    }

    private TypeNode ReadPostfix()
    {
        TypeNode type = ReadPrimary();
        while (Next == "[")
        {
            int from = ++_tokens.At;
            _tokens.SkipToClose("]");
            type = from == _tokens.At - 1 ? new TypeNode.List(type) : new TypeNode.Other("element");
        }

        return type;
    }

    private TypeNode ReadPrimary()
    {
        string token = _tokens.Take();
        switch (token)
        {
            case "readonly" or "keyof" or "typeof" or "unique" or "infer" or "new" or "asserts":
                return ReadPostfix();
            case "{":
                _tokens.At--;
                return ReadShape();
            case "(":
                int from = _tokens.At;
                _tokens.SkipToClose(")");
                if (Next == "=>")
                {
                    _tokens.At++;
                    ReadType();
                    return new TypeNode.Other("function");
                }

                _tokens.At = from;
                TypeNode inner = ReadType();
                _tokens.Expect(")");
                return inner;
            case "[":
                _tokens.SkipToClose("]");
                return new TypeNode.Other("tuple");
            case ['\'' or '"', ..]:
                return new TypeNode.Literal(token[1..^1]);
        }

        string name = token;
        if (token == "import" && Next == "(")
        {
            _tokens.At++;
            _tokens.SkipToClose(")");
        }

        while (Next == "." && _tokens.Ahead(1) is [(>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or '_', ..])
        {
            name += "." + _tokens.Ahead(1);
            _tokens.At += 2;
        }

        List<TypeNode> arguments = [];
        if (Next == "<")
        {
            do
            {
                _tokens.At++;
                arguments.Add(ReadType());
            }
            while (Next == ",");
            _tokens.Expect(">");
        }

        return name is "Array" or "ReadonlyArray" or "Iterable" && arguments.Count == 1 ? new TypeNode.List(arguments[0])
            : char.IsLetter(name[0]) || name[0] == '_' ? new TypeNode.Reference(name, arguments) : new TypeNode.Other(name);
    }

    private TypeNode.Shape ReadShape()
    {
        List<TypeNode.Member> members = [];
        _tokens.Expect("{");
        while (Next is not ("}" or ""))
        {
            if (Next is ";" or "," or "static" or "private" or "protected" or "public" or "declare" or "abstract"
                || (Next is "readonly" or "get" or "set" && _tokens.Ahead(1) is not (":" or "?" or "(")))
            {
                _tokens.At++;
            }
            else if (Next == "[")
            {
                // An index signature, or a computed name.
                _tokens.At++;
                _tokens.SkipToClose("]");
                _tokens.At += Next == "?" ? 1 : 0;
                if (Next == ":")
                {
                    _tokens.At++;
                    members.Add(new TypeNode.Member("*", true, ReadType()));
                }
            }
            else
            {
                ReadMember(members);
            }
        }

        _tokens.Expect("}");
        return new TypeNode.Shape(members);
    }

    private void ReadMember(List<TypeNode.Member> members)
    {
        string name = _tokens.Take().Trim('\'', '"');
        bool optional = Next == "?";
        _tokens.At += optional ? 1 : 0;
        if (Next == ":")
        {
            _tokens.At++;
            members.Add(new TypeNode.Member(name, optional, ReadType()));
        }

        // The rest belongs to a method.
        for (_tokens.SkipUntil(); Next is ")" or "]" or ","; _tokens.SkipUntil())
        {
            _tokens.At++;
        }
    }

}
