using SamHost.Contracts.Gradients;
using SamHost.Gradients.Passes;
using static TorchSharp.torch;

namespace SamHost.Gradients;

/// <summary>
/// Per-example gradients of one model by the one-example-at-a-time loop alone, whatever its layers: exact, slow, and the measure of the
/// fast rules.
/// </summary>
/// <param name="model">The model. Borrowed.</param>
/// <param name="loss">The loss of each example. Borrowed.</param>
internal sealed class ExampleLoop(nn.Module<Tensor, Tensor> model, ILoss loss) : IPerExampleGradients
{
    private readonly PassContext _context =
        new(model, loss, new ModelStructure(model), hooks: null, new MemoryBudget(0), allowLoop: () => { }) { RecordNorms = true };

    /// <inheritdoc/>
    public IForwardPass Forward(Batch batch) => new LoopPass(_context, batch);

    /// <inheritdoc/>
    public IAscent Ascend(Batch batch) => new LoopPass(_context, batch);
}
