using System.Text.Json;

namespace SamHost.Plugins.Loading;

/// <summary>
/// NAME.deps.json, which the build writes beside an assembly. The runtime reads it in native code that takes its shape for granted, and
/// ends the process where it has another: so its shape is looked at first.
/// </summary>
internal static class DependencyList
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };
    private static readonly string[] Assets = ["runtime", "resources", "native", "runtimeTargets"];

    /// <summary>Whether the runtime can read it.</summary>
    public static bool IsWellFormed(byte[] bytes)
    {
        // Ends a text in native code, and is of no use in a path.
        if (bytes.AsSpan().IndexOf(@"\u0000"u8) >= 0) return false;
        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("runtimeTarget", out var target)
                && (Text(target) ?? Text(target, "name")) is { } name
                && root.TryGetProperty("targets", out var targets)
                && AllMembers(targets, _ => true)
                && targets.TryGetProperty(name, out var packages)
                && AllMembers(packages, IsPackage)
                && root.TryGetProperty("libraries", out var libraries)
                && AllMembers(libraries, IsLibrary);
        }
        // The second is half a surrogate pair, which no text can be made of.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool IsPackage(JsonElement package) => package.ValueKind == JsonValueKind.Object
        && Assets.All(
            kind => !package.TryGetProperty(kind, out var files)
                || AllMembers(files, file => AllMembers(file, IsText) && (kind != "runtimeTargets" || IsRuntimeTarget(file))));

    private static bool IsRuntimeTarget(JsonElement file) => Text(file, "rid") is not null && Text(file, "assetType") is not null;

    private static bool IsLibrary(JsonElement library) => Text(library, "type") is not null && Text(library, "sha512") is not null
        && library.TryGetProperty("serviceable", out var serviceable) && serviceable.ValueKind is JsonValueKind.True or JsonValueKind.False
        && library.EnumerateObject().All(member => IsText(member.Value) || member.Name == "serviceable");

    private static bool AllMembers(JsonElement element, Func<JsonElement, bool> isGood) =>
        element.ValueKind == JsonValueKind.Object && element.EnumerateObject().All(member => isGood(member.Value));

    private static bool IsText(JsonElement element) => element.ValueKind == JsonValueKind.String;

    private static string? Text(JsonElement element) => IsText(element) ? element.GetString() : null;

    private static string? Text(JsonElement element, string member) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member, out var value) ? Text(value) : null;
}
