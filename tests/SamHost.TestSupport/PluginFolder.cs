using System.Security.Cryptography;
using SamHost.Plugins;
using SamHost.Plugins.Loading;
using SamHost.Plugins.Trust;

namespace SamHost.TestSupport;

/// <summary>A folder of its own for a test, with copies of plugins from tests/TestPlugins.</summary>
internal sealed class PluginFolder : IDisposable
{
    public PluginFolder(params string[] plugins)
    {
        foreach (var plugin in plugins) Add(plugin);
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("samhost-plugins-").FullName;

    /// <summary>What has the program load these plugins and the shipped ones.</summary>
    public string[] BesideShipped =>
        ["--set", $$"""Plugins:Directories=["{{System.IO.Path.Combine(AppContext.BaseDirectory, "plugins")}}","{{Path}}"]"""];

    /// <summary>Every test plugin, the good ones and the broken ones.</summary>
    public static string[] AllPlugins { get; } =
        [.. Directory.GetDirectories(BuiltPlugins).Select(folder => System.IO.Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    private static string BuiltPlugins => System.IO.Path.Combine(AppContext.BaseDirectory, "test-plugins");

    /// <summary>The path of a built file of a test plugin; it may be linked with the build's output: never write to it.</summary>
    public static string Built(string plugin, string? file = null) => System.IO.Path.Combine(BuiltPlugins, plugin, file ?? plugin + ".dll");

    public string File(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Copies a test plugin into a folder of this one, under its own name or another.</summary>
    public PluginFolder Add(string plugin, string? name = null)
    {
        name ??= plugin;
        Directory.CreateDirectory(File(name));
        foreach (var file in Directory.GetFiles(System.IO.Path.Combine(BuiltPlugins, plugin)))
        {
            var copy = System.IO.Path.GetFileName(file).Replace(plugin + ".", name + ".", StringComparison.Ordinal);
            System.IO.File.Copy(file, File(name, copy));
        }

        return this;
    }

    /// <summary>Writes a plugin whose main assembly has these bytes.</summary>
    public PluginFolder Write(string name, byte[] mainAssembly)
    {
        Directory.CreateDirectory(File(name));
        System.IO.File.WriteAllBytes(File(name, name + ".dll"), mainAssembly);
        return this;
    }

    /// <summary>An entry of <c>Plugins:Allow</c> for a plugin as it is in this folder, made without the program.</summary>
    public AllowedPlugin Pin(string name) => new()
    {
        Name = name,
        Files = Directory.GetFiles(File(name), "*", SearchOption.AllDirectories)
            .ToDictionary(
                file => System.IO.Path.GetRelativePath(File(name), file),
                file => Convert.ToHexString(SHA256.HashData(System.IO.File.ReadAllBytes(file)))),
    };

    /// <summary>Loads the plugins of this folder.</summary>
    public PluginCatalog Load(
        string[]? disabled = null, AllowedPlugin[]? allow = null, string? signedList = null, string? publicKey = null) =>
        new PluginCatalogLoader(
            new PluginsOptions { Directories = [Path], Disabled = disabled ?? [], Allow = allow, SignedList = signedList,
                PublicKey = publicKey })
            .Load(AppContext.BaseDirectory, Path);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
