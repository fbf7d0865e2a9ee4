using static TorchSharp.torch;

namespace SamHost.Gradients.Passes;

/// <summary>A model in evaluation mode until this is disposed; then each of its modules is in the mode that it was in.</summary>
internal sealed class ModeOfModel : IDisposable
{
    private readonly (nn.Module Module, bool Trains)[] _modes;

    public ModeOfModel(nn.Module model)
    {
        // A module comes before those within it, which follow its mode.
        _modes = [.. model.named_modules().Select(named => named.module).Prepend(model).Select(module => (module, module.training))];
        model.eval();
    }

    public void Dispose()
    {
        foreach (var (module, trains) in _modes) module.train(trains);
    }
}
