using System.Text.Json.Nodes;
using SamHost.Contracts.Training;

namespace SamHost.Testing;

/// <summary>A state that a component saves, as another process would read it back.</summary>
internal static class StateCheck
{
    /// <summary>Moves the state of one component into another one: by text and copies, as a checkpoint does.</summary>
    /// <exception cref="CheckFailedException">The state cannot be written.</exception>
    public static void Move(ICheckpointed from, ICheckpointed to)
    {
        var saved = new CheckpointedState();
        from.Save(saved);
        JsonObject values;
        try
        {
            values = JsonNode.Parse(saved.Values.ToJsonString())!.AsObject();
        }
        catch (ArgumentException)
        {
            throw new CheckFailedException(
                $"{from.GetType().Name}.Save wrote a number that JSON does not have (NaN or an infinity); put such numbers into a tensor.");
        }

        foreach (var (name, tensor) in saved.Tensors)
            Check.That(
                !tensor.IsInvalid, $"{from.GetType().Name}.Save gave the tensor '{name}' disposed; keep it with DetachFromDisposeScope.");
        var read = new CheckpointedState
        {
            Values = values,
            Tensors = saved.Tensors.ToDictionary(item => item.Key, item => item.Value.detach().cpu().clone()),
        };
        to.Restore(read);
        // The host disposes what it read once the component is restored.
        foreach (var tensor in read.Tensors.Values) tensor.Dispose();
    }
}
