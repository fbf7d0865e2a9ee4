using SamHost.Contracts.Plugins;

namespace SamHost.TestPlugins.Misbehaving;

/// <summary>Components that each do one thing wrong; and, told so by a variable, the plugin itself.</summary>
public sealed class MisbehavingPlugin : IPlugin
{
    public void Register(IComponentRegistry components)
    {
        switch (Environment.GetEnvironmentVariable("MISBEHAVE"))
        {
            case "exit":
                Environment.Exit(0);
                break;
            case "hang":
                Thread.Sleep(Timeout.Infinite);
                break;
        }

        components.AddOptimizer<ThrowsInStep, NoOptions>("throws-in-step", "Throws in its third step");
        components.AddOptimizer<ThrowsWhenCreated, NoOptions>("throws-when-created", "Throws in its constructor");
        components.AddOptimizer<ThrowsWhenDisposed, NoOptions>("throws-when-disposed", "Throws when it is disposed");
        components.AddOptimizer<ReturnsNothing, NoOptions>("returns-nothing", "Returns null");
        components.AddOptimizer<WrongShape, NoOptions>("wrong-shape", "Returns a loss too many");
        components.AddOptimizer<WrongType, NoOptions>("wrong-type", "Returns losses as integers");
        components.AddOptimizer<WrongDevice, NoOptions>("wrong-device", "Returns margins on another device");
        components.AddOptimizer<DisposedResults, NoOptions>("disposed-results", "Returns logit weights that it has disposed");
        components.AddOptimizer<NanWeights, NoOptions>("nan-weights", "Writes what is no number into the weights");
        components.AddOptimizer<LateNanWeights, NoOptions>("late-nan-weights", "Does so amid an epoch");
        components.AddOptimizer<DisposesParameters, NoOptions>("disposes-parameters", "Disposes a parameter of the model");
        components.AddOptimizer<DisposesBatch, NoOptions>("disposes-batch", "Disposes the labels of the batch");
        components.AddOptimizer<Hangs, NoOptions>("hangs", "Never ends a step");
        components.AddOptimizer<HangsWhenCreated, NoOptions>("hangs-when-created", "Never ends its constructor");
        components.AddOptimizer<LeavesAProcess, NoOptions>("leaves-a-process", "Starts a process that has its output, and outlives it");
        components.AddOptimizer<Exits, NoOptions>("exits", "Ends the process, as if all were well");
        components.AddOptimizer<FailsNatively, NoOptions>("fails-natively", "Has libtorch end the process");
        components.AddOptimizer<Leaks, NoOptions>("leaks", "Keeps a tensor of each step");
        components.AddOptimizer<ChangesProcess, NoOptions>("changes-process", "Changes what is the whole process's");
        components.AddOptimizer<WritesHalfALine, NoOptions>("writes-half-a-line", "Writes to the console when it is disposed");
        components.AddOptimizer<FailsToInitialise, NoOptions>("fails-to-initialise", "Throws in its static constructor");
        components.AddOptimizer<CountsSteps, NoOptions>("counts-steps", "Counts its steps over all runs");
        components.AddOptimizer<LeavesThreads, NoOptions>("leaves-threads", "Starts a thread that never ends");
        components.AddObserver<ThrowingObserver, ThrowingObserverOptions>("throwing", "Throws in one of its calls");
        components.AddObserver<DisposingObserver, NoOptions>("disposing", "Disposes the results of a step");
        components.AddModel<WrongLogits, NoOptions>("wrong-logits", "Returns a logit too many while it trains");
        components.AddModel<ThrowsInForward, NoOptions>("throws-in-forward", "Throws while it trains");
        components.AddDataset<ThrowingDataset, NoOptions>("throwing", "Throws in Load");
        components.AddDataset<ClingingDataset, NoOptions>("clinging", "Disposes with itself what it has returned");
        components.AddDataset<ThrowsAtItsEnd, NoOptions>("throws-at-its-end", "Throws when it is disposed");
        components.AddNoise<ThrowingNoise, NoOptions>("throwing", "Throws in Corrupt");
        components.AddLoss<MeanLoss, NoOptions>("mean-loss", "Returns one loss for the batch");
        components.AddLoss<BorrowedScales, NoOptions>("borrowed-scales", "Returns the logits as their scales");
        components.AddBaseRule<SavesStep, NoOptions>("saves-step", "Saves a value under the host's name");
        components.AddSchedule<NegativeSchedule, NoOptions>("negative", "Returns a negative factor in its third step");
        components.AddNoise<DisposingNoise, NoOptions>("disposing", "Disposes the inputs");
        components.AddDataset<UnreadableDataset, NoOptions>("unreadable", "Has a reader that cannot read");
        components.AddDataset<UnreadableLaterDataset, NoOptions>("unreadable-later", "Has a reader that reads four times");
        components.AddDataset<UnclosableDataset, NoOptions>("unclosable", "Has a reader that throws when it is disposed");
        components.AddAugmentation<ThrowingAugmentation, NoOptions>("throwing", "Throws in Augment");
        components.AddAugmentation<ThrowsLater, NoOptions>("throws-later", "Throws in its third step");
        components.AddAugmentation<WrongInputs, NoOptions>("wrong-inputs", "Returns inputs of another shape");
        components.AddAugmentation<DisposingAugmentation, NoOptions>("disposing", "Disposes the inputs that it was lent");
        components.AddAugmentation<WrongShares, NoOptions>("wrong-shares", "Mixes with shares above 1");
        components.AddMetric<ThrowingMetric, NoOptions>("throwing", "Throws in Measure");
        components.AddMetric<MisnamedMetric, NoOptions>("misnamed", "Calls its column what no column is called");
        components.AddMetric<DisposingMetric, NoOptions>("disposing", "Disposes the logits that it was lent");
        components.AddSuspectScore<ThrowingScore, NoOptions>("throwing", "Throws in Add");
        components.AddSuspectScore<ShortScore, NoOptions>("short", "Scores one example of all");
    }
}
