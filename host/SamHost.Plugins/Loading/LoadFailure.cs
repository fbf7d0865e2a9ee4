using System.Reflection;

namespace SamHost.Plugins.Loading;

/// <summary>What the runtime's exceptions say about a plugin that does not fit.</summary>
internal static class LoadFailure
{
    /// <summary>The refusal that the exception means; null if it is none of the runtime's own complaints about assemblies.</summary>
    public static PluginRefusedException? Explain(Exception exception) => exception switch
    {
        ReflectionTypeLoadException types =>
            types.LoaderExceptions.OfType<Exception>().Select(Explain).FirstOrDefault(refusal => refusal is not null),
        TypeInitializationException { InnerException: { } inner } => Explain(inner),
        FileNotFoundException { FileName: { } name } when IsAssemblyName(name) => new(PluginStatus.MissingDependency,
            $"It needs the assembly {Short(name)}, which is not in its folder; copy {new AssemblyName(name).Name}.dll there."),
        FileLoadException { FileName: { } name } when IsAssemblyName(name) => new(PluginStatus.MissingDependency,
            $"It needs the assembly {Short(name)}, but the one in its folder cannot be used; copy that version of "
                + $"{new AssemblyName(name).Name}.dll there."),
        TypeLoadException or MissingMemberException => new(PluginStatus.IncompatibleContractVersion,
            $"It does not fit {SharedAssemblies.Contracts.Name} {SharedAssemblies.Contracts.Version} or an assembly in its folder, so "
                + $"build it against those that are there: {Sentence(exception)}"),
        BadImageFormatException => new(PluginStatus.NotAnAssembly,
            $"It cannot be loaded here, so build it for this platform or copy it again: {Sentence(exception)}"),
        _ => null,
    };

    /// <summary>The exception's message as one line that ends with a full stop.</summary>
    public static string Sentence(Exception exception)
    {
        var line = string.Join(' ', exception.Message.Split('\n', '\r').Select(part => part.Trim()).Where(part => part.Length > 0));
        return line.EndsWith('.') ? line : line + ".";
    }

    // A plugin's own search for a data file throws the same exceptions, with a path.
    private static bool IsAssemblyName(string name) => name.Contains(", Version=", StringComparison.Ordinal);

    private static string Short(string name)
    {
        var assembly = new AssemblyName(name);
        return $"{assembly.Name} {assembly.Version}";
    }
}
