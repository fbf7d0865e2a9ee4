using System.Collections;
using System.Reflection;
using SamHost.Plugins.Components;

namespace SamHost.Studies.Execution;

/// <summary>The values of a component's static fields before a run.</summary>
internal sealed class StaticState
{
    private const BindingFlags Own = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly IReadOnlyList<(FieldInfo Field, object? Value)> _before;

    /// <summary>Reads them.</summary>
    /// <param name="component">The component; a run has used it before.</param>
    public StaticState(BoundComponent component)
    {
        Component = component;
        _before = [.. FieldsOf(component.Descriptor.ComponentType).Select(field => (field, ValueOf(field)))];
    }

    public BoundComponent Component { get; }

    /// <summary>The fields that had a value and have another now; one that had none was initialised, as is usual.</summary>
    public IReadOnlyList<string> Changed() =>
    [
        .. _before.Where(field => HasValue(field.Value) && !IsSame(field.Value, ValueOf(field.Field)))
            .Select(field => NameOf(field.Field)),
    ];

    private static IEnumerable<FieldInfo> FieldsOf(Type type)
    {
        for (var at = type; at is not null && at.Assembly == type.Assembly; at = at.BaseType)
        {
            if (at.ContainsGenericParameters) yield break;
            foreach (var field in at.GetFields(Own).Where(field => !field.IsLiteral)) yield return field;
        }
    }

    private static object? ValueOf(FieldInfo field)
    {
        try
        {
            // Of a collection its size: it is the same object when it has grown.
            return field.GetValue(null) is var value && value is ICollection collection ? collection.Count : value;
        }
        catch (Exception)
        {
            // Code of the plugin runs here, as to initialise its class, and has failed its run already where it fails.
            return null;
        }
    }

    // The Equals of a class is code of the plugin, or of TorchSharp, which compares what tensors hold.
    private static bool IsSame(object? before, object? now) =>
        before is ValueType or string ? Equals(before, now) : ReferenceEquals(before, now);

    private static bool HasValue(object? value) =>
        value is not null && !(value.GetType().IsPrimitive && value.Equals(Activator.CreateInstance(value.GetType())));

    // The field of a property is called <Name>k__BackingField.
    private static string NameOf(FieldInfo field) => $"{field.DeclaringType!.Name}.{field.Name.TrimStart('<').Split('>')[0]}";
}
