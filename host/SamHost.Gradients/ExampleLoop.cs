using SamHost.Contracts.Gradients;
using SamHost.Gradients.Passes;
using static TorchSharp.torch;

namespace SamHost.Gradients;

/// <summary>
/// Per-example gradients of one model by the one-example-at-a-time loop alone, whatever its layers: exact, slow, and the measure of the
/// fast rules. Its layers carry hooks until this is disposed.
/// </summary>
internal sealed class ExampleLoop : IPerExampleGradients, IDisposable
{
    private readonly LayerHooks _hooks;
    private readonly PassContext _context;

    /// <summary>Prepares a model.</summary>
    /// <param name="model">The model. Borrowed.</param>
    /// <param name="loss">The loss of each example. Borrowed.</param>
    public ExampleLoop(nn.Module<Tensor, Tensor> model, ILoss loss)
    {
        var structure = new ModelStructure(model, []);
        _hooks = new LayerHooks(structure);
        _context = new(model, loss, structure, _hooks, new MemoryBudget(0), allowLoop: () => { }) { RecordNorms = true };
    }

    /// <summary>Starts a step.</summary>
    /// <param name="seed">Its seed.</param>
    public void BeginStep(long seed) => _context.BeginStep(seed);

    /// <inheritdoc/>
    public IForwardPass Forward(Batch batch) => new LoopPass(_context, batch);

    /// <inheritdoc/>
    public IAscent Ascend(Batch batch) => new LoopPass(_context, batch);

    /// <summary>Takes the hooks off the model.</summary>
    public void Dispose() => _hooks.Dispose();
}
